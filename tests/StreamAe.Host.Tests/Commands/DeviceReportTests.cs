using Spectre.Console;
using StreamAe.Host.Commands;
using StreamAe.Host.Modules;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Host.Tests.Commands;

public sealed class DeviceReportTests
{
    private static readonly string Here = typeof(DeviceReportTests).Assembly.GetName().Name!;

    [Fact]
    public void Report_OfAMachineWithDevices_NumbersThemAndNamesWhatIsMissing()
    {
        DeviceReport report = DeviceReport.Make(new PartCatalog([new Part("Gpu", "included", Here)]));
        Assert.Equal((SimdWidth.Bits, null), (report.SimdBits, report.Obstacle));
        Assert.Equal([0, 1, null], report.Devices.Select(d => d.Number));
        Assert.Equal(new AutoCompute("gpu", 0, "gpu on device 0 (test, Test, 1.0 GiB) where it measures faster than simd", null), report.Auto);
        Assert.Equal(
            [
                $"processor: simd, {SimdWidth.Bits} bits wide",
                "device name kind memory",
                "0 test Test 1.0 GiB",
                "1 other Test 1.5 GiB",
                "no Quantum device: too early",
                "compute: auto takes gpu on device 0 (test, Test, 1.0 GiB) where it measures faster than simd here",
            ],
            Print(report));
    }

    [Fact]
    public void Report_OfABuildWithoutThePart_SaysSoOnce()
    {
        DeviceReport report = DeviceReport.Make(new PartCatalog([new Part("Gpu", "left out: not served", "StreamAe.Numerics.Gpu")]));
        Assert.Empty(report.Devices);
        Assert.Equal("simd", report.Auto.Compute);
        Assert.Equal(
            [
                $"processor: simd, {SimdWidth.Bits} bits wide",
                "no device: devices need the part Gpu, which this build lacks (left out: not served)",
                "compute: auto takes simd here",
            ],
            Print(report));
    }

    /// <summary>The lines, with one space between words.</summary>
    private static string[] Print(DeviceReport report)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 160;
        DeviceTable.Print(console, report);
        return [.. writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }
}
