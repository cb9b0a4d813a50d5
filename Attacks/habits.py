"""What servers do of their own when rows are written: triggers, rules, rights."""

import collections

TABLE = "user_mcp_api_keys"
POSTGRESQL, SQLITE = "PostgreSQL", "SQLite, journal"

# `make` and `drop` are SQL; `as_role` connects as a role without rights of its own.
Habit = collections.namedtuple("Habit", "name store make drop as_role")

OTHERS = "user_id = NEW.user_id AND id <> NEW.id"
IN_AN_HOUR = {
    POSTGRESQL: "(now() AT TIME ZONE 'UTC') + interval '1 hour'", SQLITE: "datetime('now', '+1 hour')"}
NOW = {POSTGRESQL: "(now() AT TIME ZONE 'UTC')", SQLITE: "datetime('now')"}
FALSE = {POSTGRESQL: "false", SQLITE: "0"}

# What is done to the other rows of an owner, or to the new one, once it is inserted.
AFTER_INSERT = {
    "older keys are deactivated": f"UPDATE {TABLE} SET is_active = %(false)s WHERE {OTHERS}",
    "older keys are deleted": f"DELETE FROM {TABLE} WHERE {OTHERS}",
    "older keys end in an hour": f"UPDATE {TABLE} SET expires_at = %(in_an_hour)s WHERE {OTHERS}",
    "older keys end at once": f"UPDATE {TABLE} SET expires_at = %(now)s WHERE {OTHERS}",
    "older keys are rewritten": f"UPDATE {TABLE} SET api_key = 'gone-' || id WHERE {OTHERS}",
    "older keys get another name": f"UPDATE {TABLE} SET name = 'old' WHERE {OTHERS}",
    "the new key is rewritten": f"UPDATE {TABLE} SET api_key = upper(api_key) WHERE id = NEW.id",
    "the new key waits for approval": f"UPDATE {TABLE} SET is_active = %(false)s WHERE id = NEW.id",
    "the new key ends in an hour": f"UPDATE {TABLE} SET expires_at = %(in_an_hour)s WHERE id = NEW.id",
    "the new key gets another name": f"UPDATE {TABLE} SET name = lower(name) WHERE id = NEW.id",
    "the new key is deleted": f"DELETE FROM {TABLE} WHERE id = NEW.id",
}
# What becomes of a write: refused, or silently not done.
EVENTS = {"INSERT": "inserts", "UPDATE": "updates"}


def words(store):
    return {"in_an_hour": IN_AN_HOUR[store], "now": NOW[store], "false": FALSE[store]}


def postgresql(name, when, body, options="FOR EACH ROW", constraint=""):
    function = f"CREATE FUNCTION habit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$"
    trigger = f"CREATE {constraint} TRIGGER habit {when} ON {TABLE} {options} EXECUTE FUNCTION habit()"
    return Habit(name, POSTGRESQL, f"{function}; {trigger}", "DROP FUNCTION IF EXISTS habit() CASCADE", False)


def sqlite(name, when, body):
    return Habit(name, SQLITE, f"CREATE TRIGGER habit {when} ON {TABLE} FOR EACH ROW BEGIN {body}; END",
                 "DROP TRIGGER IF EXISTS habit", False)


def row_security(name, policies):
    make = f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY; " + "; ".join(
        f"CREATE POLICY habit{number} ON {TABLE} {policy}" for number, policy in enumerate(policies))
    drop = "; ".join(f"DROP POLICY habit{number} ON {TABLE}" for number in range(len(policies)))
    return Habit(name, POSTGRESQL, make, f"{drop}; ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY", True)


def all_habits():
    for name, body in AFTER_INSERT.items():
        of_server = body % words(POSTGRESQL)
        yield postgresql(name, "AFTER INSERT", f"{of_server}; RETURN NULL;")
        yield postgresql(f"{name}, at the commit", "AFTER INSERT", f"{of_server}; RETURN NULL;",
                         "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "CONSTRAINT")
        yield sqlite(name, "AFTER INSERT", body % words(SQLITE))
    for event, what in EVENTS.items():
        yield postgresql(f"{what} are refused", f"BEFORE {event}", "RAISE EXCEPTION 'not here'; RETURN NULL;")
        yield postgresql(f"{what} are refused at the commit", f"AFTER {event}",
                         "RAISE EXCEPTION 'not here'; RETURN NULL;",
                         "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "CONSTRAINT")
        yield postgresql(f"{what} are silently not done", f"BEFORE {event}", "RETURN NULL;")
        yield sqlite(f"{what} are refused", f"BEFORE {event}", "SELECT RAISE(ABORT, 'not here')")
        yield sqlite(f"{what} are silently not done", f"BEFORE {event}", "SELECT RAISE(IGNORE)")
    yield postgresql("an end that is written becomes now", "BEFORE UPDATE",
                     f"NEW.expires_at := {NOW[POSTGRESQL]}; RETURN NEW;")
    yield sqlite("an end that is written becomes now", "AFTER UPDATE OF expires_at",
                 f"UPDATE {TABLE} SET expires_at = {NOW[SQLITE]} WHERE id = NEW.id")
    yield postgresql("an end that is written is dropped", "BEFORE UPDATE", "NEW.expires_at := NULL; RETURN NEW;")
    yield postgresql("older keys are deactivated by the statement", "AFTER INSERT",
                     f"UPDATE {TABLE} SET is_active = false WHERE created_at <> (SELECT max(created_at) FROM {TABLE});"
                     " RETURN NULL;", "FOR EACH STATEMENT")
    yield Habit("a rule deactivates older keys", POSTGRESQL,
                f"CREATE RULE habit AS ON INSERT TO {TABLE}"
                f" DO ALSO UPDATE {TABLE} SET is_active = false WHERE {OTHERS}",
                f"DROP RULE habit ON {TABLE}", False)
    yield row_security("row security hides every row", ["USING (false)"])
    yield row_security("row security hides old rows", [
        "USING (created_at > now() - interval '10 days')", "FOR INSERT WITH CHECK (true)"])
    yield row_security("row security refuses inserts", ["FOR SELECT USING (true)", "FOR UPDATE USING (true)"])
    yield row_security("row security lets nothing be updated", [
        "FOR SELECT USING (true)", "FOR INSERT WITH CHECK (true)"])
