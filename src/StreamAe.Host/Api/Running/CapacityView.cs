namespace StreamAe.Host.Api.Running;

/// <summary>What the process uses of what there is, as it was counted; <c>streamae plan</c> reckons what a fleet will need.</summary>
/// <param name="Processors">That the process may use.</param>
/// <param name="Shards">Threads that judge.</param>
/// <param name="ProcessBytes">Memory of the whole process.</param>
/// <param name="StoreBytes">The embedded store's files; null where the store is a server's.</param>
internal sealed record CapacityView(int Processors, int Shards, long ProcessBytes, long? StoreBytes, IReadOnlyList<MonitorCapacityView> Monitors);
