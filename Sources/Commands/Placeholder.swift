internal import ArgumentParser
internal import Logging
