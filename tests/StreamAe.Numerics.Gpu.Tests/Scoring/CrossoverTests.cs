using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;

namespace StreamAe.Numerics.Gpu.Tests.Scoring;

public sealed class CrossoverTests
{
    private static readonly Architecture Small = new(5, [4], 2);

    [Theory]
    [InlineData(new[] { 9, 9, 9, 9 }, int.MaxValue)]
    [InlineData(new[] { 9, 9, 9, 1 }, 4000)]
    [InlineData(new[] { 9, 1, 1, 1 }, 200)]
    [InlineData(new[] { 1, 1, 1, 1 }, 10)]
    [InlineData(new[] { 1, 9, 1, 1 }, 1000)]
    [InlineData(new[] { 1, 1, 1, 5 }, int.MaxValue)]
    public void Least_OfMeasuredTimes_IsFromWhereTheDeviceStaysFaster(int[] device, int expected)
    {
        IReadOnlyList<TimeSpan> simd = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(5), 4)];

        Assert.Equal(expected, Crossover.Least([10, 200, 1000, 4000], [.. device.Select(d => TimeSpan.FromMilliseconds(d))], simd));
    }

    [Fact]
    public async Task PrefersDevice_OfAProcessorThatPlaysOne_IsMeasuredAndSaysSimd()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var link = new DeviceLink(() => TestDevices.Open(), TimeProvider.System, TestDevices.Fail);
        using var crossover = new Crossover(link, TimeProvider.System, told.SetResult, sizes: [4, 64]);

        Assert.False(crossover.PrefersDevice(Small, WeightStorage.Float32, 64));
        string report = await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Contains("simd scores models 5-4-2-4-5 tanh autoencoder faster", report, StringComparison.Ordinal);
        Assert.False(crossover.PrefersDevice(Small, WeightStorage.Float32, 64));
    }

    [Fact]
    public async Task PrefersDevice_DeviceThatFailsWhileItIsMeasured_IsAskedAgainLater()
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var link = new DeviceLink(
            () => TestDevices.Open(launching: () => throw new LostDeviceException()), TimeProvider.System, message => failed.TrySetResult(message));
        using var crossover = new Crossover(link, TimeProvider.System, TestDevices.Fail, sizes: [4]);

        Assert.False(crossover.PrefersDevice(Small, WeightStorage.Float32, 4));

        Assert.Contains("failed in scoring (the device is lost)", await failed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(crossover.PrefersDevice(Small, WeightStorage.Float32, 4));
    }
}
