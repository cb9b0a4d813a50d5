"""Whoever runs trials, one after the other, beside others that do."""

from stores import PostgreSQL, SQLite
from world import World

STORES = ["PostgreSQL", "SQLite, journal", "SQLite, WAL"]


class Worker:
    """Worlds of its own, one a store, made when first needed."""

    def __init__(self, number, folder, keyturn, cluster, expires=None):
        self.number = number
        self.folder = folder
        self.keyturn = keyturn
        self.cluster = cluster
        self.expires = expires
        self.worlds = {}

    def world(self, store):
        if store not in self.worlds:
            make = {
                "PostgreSQL": lambda folder: PostgreSQL(folder, self.cluster, f"world{self.number}"),
                "SQLite, journal": lambda folder: SQLite(folder, "delete"),
                "SQLite, WAL": lambda folder: SQLite(folder, "wal"),
            }[store]
            place = self.folder / f"{self.number}-{STORES.index(store)}"
            self.worlds[store] = World(place, self.keyturn, make, self.expires)
        return self.worlds[store]

    def close(self):
        for world in self.worlds.values():
            world.store.close()
