namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>Rows of one model that follow each other: what one group scores.</summary>
/// <param name="Slot">Of the device's copy of the arena.</param>
/// <param name="FirstRow">In the batch.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct ModelRun(int Slot, int FirstRow, int Rows);
