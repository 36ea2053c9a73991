using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>The kernel is one for NVIDIA's devices too, which no machine that tests need have.</summary>
public sealed class TrainingPtxTests
{
    [Theory]
    [InlineData(8, TrainingPlacement.Weights)]
    [InlineData(9, TrainingPlacement.All)]
    [InlineData(9, TrainingPlacement.WeightsAndGradient)]
    internal void Compile_OfAmpereAndHopper_IsPtx(int major, TrainingPlacement placement)
    {
        DeviceFunctions.Register();
        using var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
        CudaArchitecture target = major == 8 ? CudaArchitecture.SM_80 : CudaArchitecture.SM_90;
        using var backend = new PTXBackend(context, target, CudaInstructionSet.ISA_78, null!);
        Type places = placement switch
        {
            TrainingPlacement.All => typeof(AllShared),
            TrainingPlacement.WeightsAndGradient => typeof(GradientShared),
            _ => typeof(NothingShared),
        };
        MethodInfo method = typeof(TrainingKernel).GetMethod(nameof(TrainingKernel.Specialized))!.MakeGenericMethod(places);

        string assembly = ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default)).PTXAssembly;

        Assert.Contains(".visible .entry", assembly, StringComparison.Ordinal);

        // Roots and quotients are rounded as the processor rounds them, and no device needs doubles.
        Assert.DoesNotMatch(@"sqrt\.approx|div\.(approx|full)|\.f64\s", assembly);

        // Every access names its memory.
        Assert.Contains("ld.shared.f32", assembly, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(ld|st)\.f32\b", assembly);
    }
}
