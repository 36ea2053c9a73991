using ILGPU;
using ILGPU.Runtime.CPU;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Training;

namespace StreamAe.Numerics.Gpu.Tests.Support;

/// <summary>ILGPU's processor that plays a device: real kernels, slowly.</summary>
internal static class TestDevices
{
    /// <param name="warp">Threads of a warp; a group has up to four warps.</param>
    /// <param name="launching">See <see cref="GpuDevice.Launching"/>.</param>
    public static GpuDevice Open(bool specializes = false, int warp = 2, Action? launching = null)
    {
        var context = Context.Create(builder => builder.CPU(new CPUDevice(warp, 4, 1)).Optimize(OptimizationLevel.O2));
        return new GpuDevice(context, context.CreateCPUAccelerator(0), specializes) { Launching = launching };
    }

    /// <summary>Every batch goes to the device.</summary>
    public static GpuScorer Scorer(bool specializes = false, int warp = 2) =>
        new(new DeviceLink(() => Open(specializes, warp), TimeProvider.System, Fail), crossover: null);

    /// <summary>Everything that the kernel does is trained on the device.</summary>
    public static GpuBatchTrainer Trainer(bool specializes = false, int warp = 2, long? mostFloats = null) =>
        new(new DeviceLink(() => Open(specializes, warp), TimeProvider.System, Fail, DeviceUse.Training), Fail, mostFloats);

    /// <summary>Nothing is to be told: a device that fails would be replaced by SIMD, and every test would pass.</summary>
    public static void Fail(string message) => throw new InvalidOperationException(message);
}
