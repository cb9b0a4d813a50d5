/// What the simulation holds Keyturn to; the name of a check that failed.
enum Promise: String, CaseIterable {
    case neverDark = "the key in every fragment is live"
    case endedBeforeDelivered =
        "no key is given an end while a fragment, also one that a power cut brings back, holds it"
    case neverRefused = "whoever takes a key up within the overlap is never refused"
    case onceForADueSlot = "a key is issued only where one is missing, due or not to be used"
    case neverShared = "no key that was issued is known in two environments"
    case sharedKeysEnd = "a shared key that a plan named ends in every environment"
    case replacedKeysEnd = "every replaced key has an end within its overlap"
    case converges = "a run that nothing disturbed leaves everything declared in order"
    case staysInOrder = "after two runs a third finds nothing to do and does nothing"
    case adoptedFirst = "an old key is given no end before the new one was used and the old one is quiet"
    case hooksBetween = "commands run once, between delivery and end, and again after a failure"
    case failedHookKeepsOld = "after a failed command the old key has no end"
    case provenFirst = "where the server can be asked, an old key is given no end before it accepted the new one"
    case revokedKeysEnd = "a revoked key is live nowhere and in no declared fragment"
    case unattended = "an unattended run leaves what someone should look at"
    case writableFirst = "no key is issued while a file that it goes into cannot be replaced or must not be written"
    case touchesOnlyDeclared = "what is not declared is left alone, and nothing ends unasked"
    case neverBlind = "no key is issued beside live ones into a folder that may be the wrong one"
    case absentIsGone = "an absent identity has no live key and no variable"
    case neverSilent = "a live key that was issued, and is in a file, is declared or told"
    case commandsFollowEnds =
        "the command of onEnd succeeds after every key that a run ended at once, and runs for nothing else"
    case refusalsFirst = "what a condition of the table refuses is known before it is written"
    case isolationIsTold = "isolation is called what it is"
    case leavesNothingBehind = "no temporary file outlives the next run"
}
