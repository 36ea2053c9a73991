using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Tests.Kernels;

/// <summary>Kernels for NVIDIA's A100 and H100, compiled where there is neither: what cannot be compiled for them is seen here.</summary>
public sealed class OfflineCompilationTests
{
    public static TheoryData<string, string> KernelsAndTargets()
    {
        var data = new TheoryData<string, string>();
        foreach (MethodInfo kernel in Kernels())
        {
            data.Add($"{kernel.DeclaringType!.Name}.{kernel.Name}", "sm_80");
            data.Add($"{kernel.DeclaringType!.Name}.{kernel.Name}", "sm_90");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KernelsAndTargets))]
    public void Compile_EveryKernel_GivesPtx(string kernel, string target)
    {
        DeviceFunctions.Register();
        using var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
        using var backend = new PTXBackend(context, target == "sm_80" ? CudaArchitecture.SM_80 : CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
        MethodInfo method = Kernels().Single(m => $"{m.DeclaringType!.Name}.{m.Name}" == kernel);

        var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default(KernelSpecialization));

        Assert.Contains(".visible .entry", compiled.PTXAssembly, StringComparison.Ordinal);

        // A product and a sum that say how to round are not fused; and no function is called for what is one instruction.
        Assert.DoesNotContain("mul.rn.f32", compiled.PTXAssembly, StringComparison.Ordinal);
        Assert.DoesNotContain("FusedMultiplyAdd", compiled.PTXAssembly, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_AreFound() => Assert.True(Kernels().Count() >= 6);

    /// <summary>Public static methods of the classes named for it. Those of training are generic, and compiled in a test of their own.</summary>
    private static IEnumerable<MethodInfo> Kernels() => typeof(ScoringKernel).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(ScoringKernel).Namespace && (t.Name.EndsWith("Kernel", StringComparison.Ordinal) || t.Name.EndsWith("Kernels", StringComparison.Ordinal)))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => !m.IsGenericMethodDefinition);
}
