namespace StreamAe.Host.Api.Running;

/// <summary>What a monitor uses.</summary>
/// <param name="Entities">In the store.</param>
/// <param name="InMemory">In this process' memory; the others come back with their next event.</param>
/// <param name="UsedBytes">Of memory, that its entities take: what the limit holds for.</param>
/// <param name="ModelBytes">Of that, their models.</param>
/// <param name="LimitBytes"><c>runtime.memory</c>; null where there is none.</param>
/// <param name="EventsPerSecond">Over the last seconds.</param>
internal sealed record MonitorCapacityView(
    string Monitor, long Entities, int InMemory, long UsedBytes, long ModelBytes, long? LimitBytes, double EventsPerSecond);
