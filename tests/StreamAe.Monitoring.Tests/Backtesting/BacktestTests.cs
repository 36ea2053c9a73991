using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Backtesting;

public sealed class BacktestTests
{
    private const string Columns = "entity,t,surprise,anomalous,alert,reconstruction_error,kl,threshold,model_version,top_features,label";

    [Fact]
    public async Task RunAsync_ReadableRows_GiveALineEachInTheirOrder()
    {
        using var files = new BacktestFiles();
        await files.RunAsync();
        string[] lines = files.Verdicts;
        Assert.Equal(Columns, lines[0]);
        Assert.Equal(
            File.ReadLines(files.Test).Skip(1).Select(line => line.Split(',')).Select(f => (f[0], f[1], f[5])),
            lines.Skip(1).Select(line => line.Split(',')).Select(f => (f[0], f[1], f[10])));
        foreach (string[] fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            Assert.All(
                fields[2..9], field => Assert.True(float.IsFinite(float.Parse(field, CultureInfo.InvariantCulture)), string.Join(',', fields)));
            Assert.Equal(Number(fields[5]) > Number(fields[7]) ? "1" : "0", fields[3]);
            Assert.Equal(fields[3], fields[4]);
            Assert.Equal("1", fields[8]);
            Assert.Equal(0f, Number(fields[6]));
            Assert.Matches("^x[012]:(0\\.[0-9]+|1)(;x[012]:(0\\.?[0-9]*|1))*$", fields[9]);
            if (fields[10] == "1")
            {
                Assert.Equal("1", fields[3]);
                Assert.StartsWith("x1:", fields[9], StringComparison.Ordinal);
            }
        }

        Assert.Equal(["source,position,reason,detail,raw", ",,Summary,\"0 dead letters, 0 written.\","], files.DeadLetters);
    }

    [Fact]
    public async Task RunAsync_LabelledRows_AreMeasured()
    {
        using var files = new BacktestFiles();
        BacktestReport report = await files.RunAsync();
        Assert.Equal(["a", "b", "c"], report.Entities.Select(e => e.Entity));
        foreach (EntityFigures entity in report.Entities)
        {
            Assert.Equal((50, 0, 5), (entity.Rows, entity.UnscoredRows, entity.AnomalousRows));
            Assert.Equal((1d, 1d, 1d, 1d), (entity.RocAuc, entity.AveragePrecision, entity.BestF1, entity.Recall));
            Assert.InRange(entity.FalseAlarmRate!.Value, 0, 0.3);
            Assert.InRange(entity.Precision!.Value, 0.2, 1);
            Assert.Equal(2 * entity.Precision.Value / (1 + entity.Precision.Value), entity.F1!.Value, 1e-9);
            Assert.Equal(1d, entity.Baselines.MeanSquaredZ!.RocAuc);
            Assert.NotNull(entity.Baselines.PrincipalComponents!.VusPr);
            Assert.Equal(entity.Alerts * 86400 / 49d, entity.AlertsPerDay!.Value, 1e-6);
            Assert.StartsWith("3-", entity.Model, StringComparison.Ordinal);
        }

        Assert.Equal((150, 15, 0), (report.Overall.Rows, report.Overall.AnomalousRows, report.Overall.UnscoredRows));
        Assert.Equal(report.Entities.Sum(e => e.Alerts), report.Overall.Alerts);
        Assert.Equal(report.Entities.Average(e => e.FalseAlarmRate!.Value), report.Overall.FalseAlarmRate!.Value, 1e-12);
        Assert.Empty(report.DeadLetters);
    }

    [Fact]
    public async Task RunAsync_Report_IsTheFileAndHasNullsWhereThereAreNoLabels()
    {
        using var files = new BacktestFiles();
        files.Test = files.Write("plain.csv", BacktestFiles.Text(BacktestFiles.TrainRows, 20, labelled: false, "a"));
        BacktestReport report = await files.RunAsync();
        Assert.Equal(Backtest.ToJson(report), files.Report);
        using var json = JsonDocument.Parse(files.Report);
        JsonElement root = json.RootElement;
        Assert.Equal(["monitor", "overall", "entities", "deadLetters"], root.EnumerateObject().Select(p => p.Name));
        JsonElement entity = Assert.Single(root.GetProperty("entities").EnumerateArray());
        Assert.Equal(["entity", "model", "training", "rows"], entity.EnumerateObject().Take(4).Select(p => p.Name));
        string[] undefined = ["anomalousRows", "rocAuc", "averagePrecision", "bestF1", "f1", "precision", "recall", "vusPr", "falseAlarmRate"];
        foreach (JsonElement figures in (JsonElement[])[entity, root.GetProperty("overall")])
        {
            Assert.All(undefined, name => Assert.Equal(JsonValueKind.Null, figures.GetProperty(name).ValueKind));
            Assert.All(
                figures.GetProperty("baselines").EnumerateObject().ToArray(), b => Assert.Equal(JsonValueKind.Null, b.Value.ValueKind));
            Assert.Equal(20, figures.GetProperty("rows").GetInt64());
        }

        Assert.All(files.Verdicts.Skip(1), line => Assert.EndsWith(",", line, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", files.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Again_WritesTheSameVerdictsOnAnyNumberOfThreads()
    {
        using var files = new BacktestFiles();
        MonitorDefinition definition = BacktestFiles.Monitor with
        {
            Cohort = new CohortDefinition { MinRows = 100, MaxRows = 300 },
            Training = BacktestFiles.Monitor.Training with { Every = TimeSpan.FromSeconds(20) },
        };
        string unknown = files.Write("more.csv", BacktestFiles.Text(BacktestFiles.TrainRows, 80, labelled: false, "new"));
        var outputs = new List<string>();
        foreach (int threads in (int[])[1, 1, 2, 5])
        {
            await files.RunAsync(definition, threads, unknown);
            outputs.Add(string.Join('\n', files.Verdicts));
        }

        Assert.Single(outputs.Distinct());
    }

    [Fact]
    public async Task RunAsync_EntityWithoutHistory_IsJudgedByTheCohort()
    {
        using var files = new BacktestFiles();
        string unknown = files.Write("more.csv", BacktestFiles.Text(BacktestFiles.TrainRows, 30, labelled: true, "new"));
        BacktestReport report = await files.RunAsync(
            BacktestFiles.Monitor with { Cohort = new CohortDefinition { MinRows = 100, MaxRows = 300 } }, 2, unknown);
        EntityFigures figures = report.Entities.Single(e => e.Entity == "new");
        Assert.Equal((30, 0, "no history to train on"), (figures.Rows, figures.UnscoredRows, figures.Model));
        Assert.NotNull(figures.RocAuc);
        Assert.Null(figures.Baselines.MeanSquaredZ);
        Assert.Equal(0, figures.TrainSeconds);
    }

    [Fact]
    public async Task RunAsync_EntityWithoutHistoryOrCohort_HasLinesWithoutNumbers()
    {
        using var files = new BacktestFiles();
        string unknown = files.Write("more.csv", BacktestFiles.Text(BacktestFiles.TrainRows, 70, labelled: true, "new"));
        BacktestReport report = await files.RunAsync(BacktestFiles.Monitor, 2, unknown);
        EntityFigures figures = report.Entities.Single(e => e.Entity == "new");

        // It trains on its first 60 test rows, as it would live.
        Assert.Equal((70, 60, 7), (figures.Rows, figures.UnscoredRows, figures.AnomalousRows));
        string[] lines = files.VerdictsOf("new");
        Assert.All(lines[..60], line => Assert.Matches("^new,[0-9]+,,,,,,,,,[01]$", line));
        Assert.All(lines[60..], line => Assert.DoesNotMatch(",,", line));
    }

    [Fact]
    public async Task RunAsync_LabelledButNeverScored_HasNoFigures()
    {
        using var files = new BacktestFiles();
        string unknown = files.Write("more.csv", BacktestFiles.Text(BacktestFiles.TrainRows, 20, labelled: true, "new"));
        EntityFigures figures = (await files.RunAsync(BacktestFiles.Monitor, 2, unknown)).Entities.Single(e => e.Entity == "new");
        Assert.Equal((20, 20, 2), (figures.Rows, figures.UnscoredRows, figures.AnomalousRows));
        Assert.Null(figures.RocAuc);
        Assert.Null(figures.FalseAlarmRate);
    }

    [Fact]
    public async Task RunAsync_OneChannelInAWindow_IsJudgedFromTheFirstTestRow()
    {
        using var files = new BacktestFiles();
        static string OneChannel(string text) =>
            string.Join('\n', text.TrimEnd().Split('\n').Select(line => string.Join(',', line.Split(',')[..3])));
        files.Train = files.Write("train1.csv", OneChannel(BacktestFiles.Text(0, 150, labelled: false, "a", "b")));
        files.Test = files.Write("test1.csv", OneChannel(BacktestFiles.Text(150, 40, labelled: false, "a", "b")));
        BacktestReport report = await files.RunAsync(BacktestFiles.Monitor with { Window = new WindowDefinition() });
        Assert.All(report.Entities, e => Assert.Equal((40, 0), (e.Rows, e.UnscoredRows)));
        Assert.All(report.Entities, e => Assert.StartsWith("8-", e.Model, StringComparison.Ordinal));
        Assert.All(files.Verdicts.Skip(1), line => Assert.Contains(",x0:1,", line, StringComparison.Ordinal));
    }

    /// <summary>The truth is for the report: the detector must not learn from it.</summary>
    [Fact]
    public async Task RunAsync_OtherLabels_ChangeNoVerdict()
    {
        using var files = new BacktestFiles();
        await files.RunAsync();
        string[] with = [.. files.Verdicts.Select(WithoutLabel)];
        foreach (string file in (string[])[files.Train, files.Test])
        {
            File.WriteAllText(file, File.ReadAllText(file).Replace(",0\n", ",?\n").Replace(",1\n", ",0\n").Replace(",?\n", ",1\n"));
        }

        await files.RunAsync();
        Assert.Equal(with, files.Verdicts.Select(WithoutLabel));
        static string WithoutLabel(string line) => line[..line.LastIndexOf(',')];
    }

    private static float Number(string field) => float.Parse(field, CultureInfo.InvariantCulture);
}
