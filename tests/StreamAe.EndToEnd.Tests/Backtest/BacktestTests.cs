using System.Text.Json;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.EndToEnd.Tests.Backtest;

public sealed class BacktestTests : IDisposable
{
    private const int Pumps = 2;
    private const int TrainRows = 1200;
    private const int TestRows = 800;

    private readonly TestFolder _folder = new();

    public BacktestTests()
    {
        _folder.Write("m.yaml", "monitor: m\nwindow: 1\ntraining: {minRows: 100, epochs: 20, minSteps: 100}\n");
        var stream = new PumpStream(seed: 1, Pumps);
        Write("train.csv", stream, 0, TrainRows);
        Write("test.csv", stream, TrainRows, TrainRows + TestRows);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backtest_WritesReportAndVerdicts()
    {
        ProcessResult result = await RunAsync("--train", "train.csv", "--test", "te*.csv", "--out", "out", "--json", "--threads", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using JsonDocument report = JsonDocument.Parse(result.Output);
        Assert.Equal(TestRows, report.RootElement.GetProperty("overall").GetProperty("rows").GetInt32());
        Assert.Equal(
            ["deadletters.csv", "report.json", "verdicts.csv"],
            Directory.GetFiles(_folder.At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(TestRows + 1, File.ReadLines(_folder.At("out/verdicts.csv")).Count());

        // The number of threads changes nothing.
        ProcessResult again = await RunAsync("--train", "train.csv", "--test", "test.csv", "--out", "again", "--threads", "3");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("mean or sum", again.Output);
        Assert.Equal(File.ReadAllText(_folder.At("out/verdicts.csv")), File.ReadAllText(_folder.At("again/verdicts.csv")));
    }

    [Fact]
    public async Task Backtest_Plots_DrawsEachEntity()
    {
        ProcessResult result = await RunAsync("--train", "train.csv", "--test", "test.csv", "--plots", "pictures");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            ["pump-000.svg", "pump-001.svg"], Directory.GetFiles(_folder.At("pictures")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string svg = File.ReadAllText(_folder.At("pictures/pump-001.svg"));
        Assert.Contains("pump-001: log10 of the score", svg, StringComparison.Ordinal);
        Assert.Contains("anomalous, by the labels", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backtest_BadRows_AreCountedByReasonAndHarmNoOther()
    {
        string[] rows = File.ReadAllLines(_folder.At("test.csv"));
        rows[10] = "pump-000,2026-01-10T00:00:00Z,abc,1,1,1,1,1,1,1,0";
        rows[20] = "pump-000";
        rows[30] = ",1,1,1,1,1,1,1,1,1,0";
        rows[40] = "pump-000,not a time,1,1,1,1,1,1,1,1,0";
        _folder.Write("test.csv", string.Join('\n', rows) + "\n");
        ProcessResult result = await RunAsync("--train", "train.csv", "--test", "test.csv", "--json", "--out", "out");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument report = JsonDocument.Parse(result.Output);
        Assert.Equal(TestRows - 4, report.RootElement.GetProperty("overall").GetProperty("rows").GetInt32());
        Assert.Equal(5, File.ReadLines(_folder.At("out/deadletters.csv")).Count() - 1);
    }

    [Theory]
    [InlineData(2, "--threads must be 1 to 1024", "--train", "train.csv", "--test", "test.csv", "--threads", "0")]
    [InlineData(1, "none.csv: there is no such file", "--train", "none.csv", "--test", "test.csv")]
    [InlineData(1, "none/*.csv: no file matches this pattern", "--train", "train.csv", "--test", "none/*.csv")]
    [InlineData(1, "empty.csv: the file is empty", "--train", "empty.csv", "--test", "test.csv")]
    [InlineData(1, "there is no entity column 'entity'", "--train", "other.csv", "--test", "test.csv")]
    [InlineData(1, "m.yaml:", "--train", "m.yaml", "--test", "test.csv")]
    [InlineData(1, "broken.gz", "--train", "broken.gz", "--test", "test.csv")]
    [InlineData(2, "bad.yaml:1:10", "--monitor", "bad.yaml", "--train", "train.csv", "--test", "test.csv")]
    public async Task Backtest_WhatCannotBe_IsRefusedInOneLine(int exitCode, string message, params string[] arguments)
    {
        _folder.Write("empty.csv", "");
        _folder.Write("other.csv", "a,b\n1,2\n");
        _folder.Write("bad.yaml", "monitor: {}\n");
        File.WriteAllBytes(_folder.At("broken.gz"), [0x1f, 0x8b, 8, 0, 1, 2, 3]);
        ProcessResult result = await RunAsync(arguments);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.Equal("", result.Output);
    }

    private Task<ProcessResult> RunAsync(params string[] arguments)
    {
        string[] monitor = arguments.Contains("--monitor") ? [] : ["--monitor", "m.yaml"];
        return StreamAeProcess.RunInAsync(_folder.Root, ["backtest", .. monitor, .. arguments]);
    }

    private void Write(string name, SimulatedStream stream, long from, long to)
    {
        using var writer = new StreamWriter(_folder.At(name));
        SimulationCsv.Write(stream, writer, from, to, cancellationToken: TestContext.Current.CancellationToken);
    }
}
