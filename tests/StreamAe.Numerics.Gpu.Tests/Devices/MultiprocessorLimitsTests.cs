using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Tests.Support;

namespace StreamAe.Numerics.Gpu.Tests.Devices;

public sealed class MultiprocessorLimitsTests
{
    // Of compute capability 9.0.
    private static readonly MultiprocessorLimits Large = new(2048, 228 * 1024);

    [Theory]
    [InlineData(256, 0, 1)] // Threads are all that counts.
    [InlineData(32, 0, 0.5)] // No more than 32 groups.
    [InlineData(128, 18 * 1024, 0.75)] // 12 groups of 19 KiB.
    [InlineData(32, 48 * 1024, 4 * 32 / 2048.0)]
    [InlineData(96, 0, 21 * 96 / 2048.0)]
    public void Occupancy_IsOfWhatRunsOutFirst(int groupSize, int sharedBytes, double expected) =>
        Assert.Equal(expected, Large.Occupancy(groupSize, sharedBytes));

    [Fact]
    public void Of_ADeviceThatTellsNoLimits_IsNull()
    {
        using GpuDevice device = TestDevices.Open();
        Assert.Null(MultiprocessorLimits.Of(device.Accelerator));
        Assert.Equal(0, device.LastOccupancy);
    }
}
