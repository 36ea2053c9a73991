namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>What a device is opened for, in the words of messages.</summary>
/// <param name="Name">The work.</param>
/// <param name="Meanwhile">Who does it while the device does not.</param>
internal sealed record DeviceUse(string Name, string Meanwhile)
{
    public static DeviceUse Scoring { get; } = new("scoring", "simd scores");

    public static DeviceUse Training { get; } = new("training", "the processor trains");
}
