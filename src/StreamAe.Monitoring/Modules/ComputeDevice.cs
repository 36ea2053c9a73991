namespace StreamAe.Monitoring.Modules;

/// <summary>A device that rows could be scored on, or why one of its kind cannot be used.</summary>
/// <param name="Number">What chooses it; null where it cannot be used.</param>
/// <param name="Name">Its maker's.</param>
/// <param name="Kind">The way it is spoken to: <c>Cuda</c>, <c>OpenCL</c>.</param>
/// <param name="MemoryBytes">Of its own.</param>
/// <param name="Obstacle">Why it cannot be used; null where it can.</param>
public sealed record ComputeDevice(int? Number, string Name, string Kind, long MemoryBytes, string? Obstacle);
