namespace StreamAe.Host.Commands;

/// <summary>What compute: auto takes on this machine.</summary>
/// <param name="Compute">simd or gpu.</param>
/// <param name="Device">The device's number; null where it takes none.</param>
/// <param name="Description">The same in words.</param>
/// <param name="Obstacle">Why no device; null where it takes one.</param>
internal sealed record AutoCompute(string Compute, int? Device, string Description, string? Obstacle);
