using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Gpu.Tests.Training;

public sealed class DevicePhiloxTests
{
    private const int Count = 5000;
    private const ulong Seed = 0x123456789ABCDEF;
    private const ulong Stream = 0x100000004;

    [Fact]
    public void Number_EveryPlace_IsTheProcessors()
    {
        using Gpu.Devices.GpuDevice device = TestDevices.Open();
        using MemoryBuffer1D<uint, Stride1D.Dense> numbers = device.Accelerator.Allocate1D<uint>(Count);
        using MemoryBuffer1D<float, Stride1D.Dense> normals = device.Accelerator.Allocate1D<float>(Count);
        using AcceleratorStream stream = device.Accelerator.CreateStream();
        device.Accelerator.LoadKernel<ArrayView<uint>, ArrayView<float>>(Draw)(stream, new KernelConfig(4, 4), numbers.View.BaseView, normals.View.BaseView);
        uint[] drawn = new uint[Count];
        float[] gaussians = new float[Count];
        numbers.View.BaseView.CopyToCPU(stream, drawn);
        normals.View.BaseView.CopyToCPU(stream, gaussians);
        stream.Synchronize();

        var integers = new PhiloxRandom(Seed, Stream);
        var normal = new PhiloxRandom(Seed, Stream);
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(integers.NextUInt32(), drawn[i]);
            float expected = normal.NextGaussian();
            Assert.True(Math.Abs(expected - gaussians[i]) <= 2e-6, $"{i}: {expected:R}, {gaussians[i]:R}");
        }
    }

    [Fact]
    public void Log_NearOneAndNearZero_IsTheLogarithm()
    {
        foreach (int k in (int[])[1, 2, 3, 1000, 1 << 23, (1 << 23) + 1, 11_863_283, 11_863_284, (1 << 24) - 2, (1 << 24) - 1, 1 << 24])
        {
            float u = k * (1f / (1 << 24));
            double expected = Math.Log(u);
            Assert.InRange(DevicePhilox.Log(u), expected - (3e-7 * Math.Abs(expected)), expected + (3e-7 * Math.Abs(expected)));
            Assert.True(DevicePhilox.Log(u) <= 0);
        }
    }

    [Fact]
    public void CosTurns_AllTheWayRound_IsTheCosine()
    {
        for (int k = 0; k < 1 << 24; k += 4099)
        {
            float v = k * (1f / (1 << 24));
            Assert.InRange(DevicePhilox.CosTurns(v) - Math.Cos(2 * Math.PI * v), -2e-7, 2e-7);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x80000000u)]
    [InlineData(uint.MaxValue)]
    public void Below_Extremes_StayBelow(uint number) => Assert.InRange(DevicePhilox.Below(number, int.MaxValue), 0, int.MaxValue - 1);

    private static void Draw(ArrayView<uint> numbers, ArrayView<float> normals)
    {
        for (int i = Grid.GlobalIndex.X; i < numbers.IntLength; i += Grid.DimX * Group.DimX)
        {
            numbers[i] = DevicePhilox.Number(Seed, Stream, i);
            normals[i] = DevicePhilox.Gaussian(Seed, Stream, i);
        }
    }
}
