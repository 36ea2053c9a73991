using System.Text.Json;
using StreamAe.Numerics.Vectors;

namespace StreamAe.EndToEnd.Tests.Devices;

public sealed class DevicesTests
{
    [Fact]
    public async Task Devices_AsText_NamesTheProcessorAndWhatIsMissing()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("devices");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith($"processor: simd, {SimdWidth.Bits} bits wide\n", result.Output);
        Assert.Contains("\ncompute: auto takes ", result.Output);
        if (!GpuPart.Part.IsIncluded)
        {
            Assert.Contains($"no device: devices need the part Gpu, which this build lacks ({GpuPart.Part.Status})\n", result.Output);
        }
    }

    [Fact]
    public async Task Devices_AsJson_AccountsForEveryKind()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("devices", "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(SimdWidth.Bits, report.GetProperty("simdBits").GetInt32());
        JsonElement[] devices = [.. report.GetProperty("devices").EnumerateArray()];
        string[] kinds = [.. devices.Select(d => d.GetProperty("kind").GetString()!).Distinct()];
        Assert.Equal(GpuPart.Part.IsIncluded ? ["Cuda", "OpenCL"] : [], kinds.Order());
        Assert.All(devices, d => Assert.NotEqual(d.GetProperty("number").ValueKind == JsonValueKind.Null, d.GetProperty("obstacle").ValueKind == JsonValueKind.Null));
        JsonElement auto = report.GetProperty("auto");
        bool hasDevice = devices.Any(d => d.GetProperty("obstacle").ValueKind == JsonValueKind.Null);
        Assert.Equal(hasDevice ? "gpu" : "simd", auto.GetProperty("compute").GetString());
        Assert.Equal(hasDevice, auto.GetProperty("obstacle").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Run_OnAMachineWithoutADevice_SaysWhyAutoTakesSimdAndRefusesGpu()
    {
        string listed = (await StreamAeProcess.RunAsync("devices", "--json")).Output;
        JsonElement auto = JsonDocument.Parse(listed).RootElement.GetProperty("auto");
        Assert.SkipWhen(auto.GetProperty("compute").GetString() == "gpu", "This machine has a device.");
        string obstacle = auto.GetProperty("obstacle").GetString()!;
        using var folder = new TestFolder();
        folder.Write("m.yaml", "monitor: m\n");
        folder.Write("in.csv", "entity,t,x\na,1,1\na,2,2\n");
        string config = folder.Write("s.yaml", Configuration("auto"));
        ProcessResult ran = await StreamAeProcess.RunInAsync(folder.Root, "run", "--config", config);
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains($"Compute auto takes simd: {obstacle}.", ran.Error);
        Assert.Contains("1 monitors, compute simd, ", ran.Error);

        folder.Write("s.yaml", Configuration("gpu"));
        ProcessResult refused = await StreamAeProcess.RunInAsync(folder.Root, "run", "--config", config);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(GpuPart.Part.IsIncluded ? "compute: gpu cannot work on this machine: " : "compute: gpu needs the part Gpu, which this build lacks", refused.Error);
    }

    private static string Configuration(string compute) =>
        $$"""
        monitors: [m.yaml]
        sources: [{name: one, kind: files, paths: [in.csv]}]
        compute: {{compute}}
        """;
}
