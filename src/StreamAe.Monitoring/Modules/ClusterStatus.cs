namespace StreamAe.Monitoring.Modules;

/// <summary>How a process stands in its cluster.</summary>
/// <param name="Address">Where the others reach it.</param>
/// <param name="Status">In the cluster library's words: <c>Joining</c>, <c>Active</c>, <c>ShuttingDown</c>.</param>
/// <param name="IsActive">It works for the cluster.</param>
/// <param name="Members">Processes that do, as far as this one knows, itself included.</param>
public sealed record ClusterStatus(string Address, string Status, bool IsActive, int Members);
