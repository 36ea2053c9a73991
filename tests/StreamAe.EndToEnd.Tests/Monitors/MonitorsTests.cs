using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Monitors;

public sealed class MonitorsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Validate_TheShippedMonitors_AreValid()
    {
        string[] files = Directory.GetFiles(Repository.PathTo("deploy", "monitors"), "*.yaml");
        Assert.NotEmpty(files);
        ProcessResult result = await StreamAeProcess.RunAsync(["monitors", "validate", .. files]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(files.Select(file => $"{file}: valid"), result.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Validate_AFileWithErrors_NamesThemAllAndExitsWith1()
    {
        _folder.Write("good.yaml", "monitor: good\n");
        _folder.Write("bad.yaml", "monitor: bad\nwindw: 3\nthreshold: {quantile: 7}\n");
        ProcessResult result = await StreamAeProcess.RunInAsync(_folder.Root, "monitors", "validate", "good.yaml", "bad.yaml");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            [
                "error: bad.yaml:2:1: windw: is not a known key; did you mean window?",
                "error: bad.yaml:3:23: threshold.quantile: 7 must lie strictly between 0 and 1; try 0.999",
            ],
            result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal("good.yaml: valid\nbad.yaml: 2 errors\n", result.Output);
    }

    [Fact]
    public async Task Validate_Json_IsJson()
    {
        _folder.Write("bad.yaml", "monitor: bad\nwindow: 0\n");
        ProcessResult result = await StreamAeProcess.RunInAsync(_folder.Root, "monitors", "validate", "--json", "bad.yaml");
        Assert.Equal(1, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement file = Assert.Single(document.RootElement.EnumerateArray());
        Assert.False(file.GetProperty("valid").GetBoolean());
        Assert.Equal(2, Assert.Single(file.GetProperty("errors").EnumerateArray()).GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("folder")]
    [InlineData("bytes")]
    [InlineData("bomb")]
    [InlineData("deep")]
    public async Task Validate_HostileFiles_GiveErrorsAndNoCrash(string kind)
    {
        Directory.CreateDirectory(_folder.At("folder"));
        File.WriteAllBytes(_folder.At("bytes"), [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))]);
        _folder.Write("bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nmonitor: *c\n");
        _folder.Write("deep", "monitor: " + new string('[', 100_000));
        ProcessResult result = await StreamAeProcess.RunInAsync(_folder.Root, "monitors", "validate", kind);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {kind}:", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public async Task Schema_IsTheOneThatShips()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("monitors", "schema");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            (await File.ReadAllTextAsync(Repository.PathTo("deploy", "monitors", "monitor.schema.json"), TestContext.Current.CancellationToken)).TrimEnd(),
            result.Output.TrimEnd());
    }

    [Fact]
    public async Task Size_HistoryOfSixFactors_NamesTheWidthToWrite()
    {
        _folder.Write("wide.yaml", "monitor: wide\nwindow: 1\ntraining: {learningRate: 0.01}\n");
        var random = new Random(1);
        double[,] mix = new double[6, 20];
        for (int i = 0; i < mix.Length; i++)
        {
            mix[i / 20, i % 20] = random.NextDouble() - 0.5;
        }

        // What no code can hold: without it every further unit would still lower the error.
        double Noise() => 0.2 * (random.NextDouble() - 0.5);
        var text = new System.Text.StringBuilder("entity,t," + string.Join(',', Enumerable.Range(0, 20).Select(f => $"x{f}")) + "\n");
        for (int row = 0; row < 600; row++)
        {
            double[] factors = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.5)];
            IEnumerable<double> values = Enumerable.Range(0, 20).Select(f => Enumerable.Range(0, 6).Sum(k => factors[k] * mix[k, f]) + Noise());
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a,{row},{string.Join(',', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}\n");
        }

        _folder.Write("wide.csv", text.ToString());
        ProcessResult table = await StreamAeProcess.RunInAsync(_folder.Root, "monitors", "size", "--monitor", "wide.yaml", "--train", "wide.csv");
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Contains("20 inputs, latent now 5", table.Output);
        Assert.Contains("Write model: {latent: 8}", table.Output);
        ProcessResult json = await StreamAeProcess.RunInAsync(
            _folder.Root, "monitors", "size", "--monitor", "wide.yaml", "--train", "wide.csv", "--json");
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal(8, document.RootElement.GetProperty("recommended").GetInt32());

        ProcessResult none = await StreamAeProcess.RunInAsync(_folder.Root, "monitors", "size", "--monitor", "wide.yaml", "--train", "no.csv");
        Assert.Equal((1, "streamae: no.csv: there is no such file.\n"), (none.ExitCode, none.Error.Replace(_folder.Root + "/", "")));
    }
}
