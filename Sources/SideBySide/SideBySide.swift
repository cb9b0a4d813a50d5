/// Does the same work for several environments at once, each on a thread of its own, and waits for all.
///
/// Databases and files block. On Swift's shared pool, which has as many threads as the machine has cores, three
/// environments on two cores would wait for each other; here each waits only for its own database, and three that
/// compute share two cores evenly.
///
/// Whoever calls it on an executor of their own choice stays there: a simulation, which must replay exactly, gives all
/// work to one.
///
/// - Returns: one value for each item, in their order.
package func sideBySide<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    _ work: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
    let staysHere = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
    return await withTaskGroup(of: (Int, Value).self) { group in
        for (index, item) in items.enumerated() {
            // A preference of nil is not the same: optimised code then leaves the caller's executor.
            if staysHere {
                group.addTask { (index, await work(item)) }
            } else {
                group.addTask(executorPreference: ThreadExecutor()) { (index, await work(item)) }
            }
        }
        var values = [Value?](repeating: nil, count: items.count)
        for await (index, value) in group { values[index] = value }
        return values.compactMap(\.self)
    }
}
