using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamAe.Numerics.Tests.Arena;
using StreamAe.Numerics.Tests.Coding;
using StreamAe.Numerics.Tests.Training;
using StreamAe.Numerics.Tests.Vectors;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>
/// The vector width is a constant of the process, so other widths are tested by running this assembly again with
/// <c>STREAMAE_SIMD</c> set, restricted to the classes whose code depends on it.
/// </summary>
public sealed partial class SimdWidthProcessTests
{
    private static readonly Type[] WidthDependent =
    [
        typeof(SimdScorerTests), typeof(DriftingResidualsTests), typeof(DenseKernelTests), typeof(SimdWidthTests), typeof(LossGradientTests),
        typeof(AdamOptimizerTests), typeof(TrainedBitsTests), typeof(LatentCoderTests), typeof(ReconstructionProbabilityTests), typeof(GradientSweepTests),
        typeof(OptimizerTests), typeof(BlockedProductsTests), typeof(BatchNormalizationTests),
        typeof(ActivationKernelTests), typeof(HalfKernelTests), typeof(HalfStorageTests),
    ];

    [Theory]
    [InlineData("128")]
    [InlineData("256")]
    [InlineData("512")]
    public async Task Suite_OtherVectorWidth_Passes(string bits)
    {
        if (SimdWidth.Bits == SimdWidth.Choose(bits))
        {
            Assert.Skip($"This process runs the suite in {SimdWidth.Bits} bits already, which is what {bits} means here.");
        }

        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var child = new Process { StartInfo = Command(bits) };
        child.Start();
        Task<string> errors = child.StandardError.ReadToEndAsync(cancel);
        string output = await child.StandardOutput.ReadToEndAsync(cancel);
        await child.WaitForExitAsync(cancel);
        string all = output + await errors;

        Assert.True(child.ExitCode == 0, all);
        Match total = Total().Match(all);
        Assert.True(total.Success, $"No summary in: {all}");
        // A filter that matches nothing also exits with 0.
        Assert.True(int.Parse(total.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) >= 50, all);
    }

    private static ProcessStartInfo Command(string bits)
    {
        string assembly = typeof(SimdWidthProcessTests).Assembly.Location;
        string program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null)!;
        bool hasProgram = File.Exists(program);
        var command = new ProcessStartInfo(hasProgram ? program : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (!hasProgram)
        {
            command.ArgumentList.Add(assembly);
        }

        foreach (Type type in WidthDependent)
        {
            command.ArgumentList.Add("-class");
            command.ArgumentList.Add(type.FullName!);
        }

        command.Environment[SimdWidth.Variable] = bits;
        command.Environment[TrainedBitsTests.Variable] = TrainedBitsTests.Hash();
        return command;
    }

    [GeneratedRegex(@"Total:\s*(?<count>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Total();
}
