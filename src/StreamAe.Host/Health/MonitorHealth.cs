namespace StreamAe.Host.Health;

/// <summary>One monitor of the process, for whoever asks how it is.</summary>
/// <param name="Name">Of the monitor.</param>
/// <param name="Source">What it reads.</param>
/// <param name="State">starting, running, or ended: a source that has an end came to it.</param>
/// <param name="Entities">In memory.</param>
internal sealed record MonitorHealth(string Name, string Source, string State, int Entities);
