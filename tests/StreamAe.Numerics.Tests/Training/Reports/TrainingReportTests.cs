using System.Text.Json;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class TrainingReportTests
{
    private static readonly TrainingOptions Brief = new() { Epochs = 5, MinSteps = 0 };

    [Theory]
    [InlineData(LatentKind.Deterministic, 0.1)]
    [InlineData(LatentKind.Gaussian, 0.1)]
    [InlineData(LatentKind.Gaussian, 0.0)]
    public void Figures_OfAnyModel_AreWhatScoringSaysOfTheValidationRows(LatentKind kind, double share)
    {
        var architecture = new Architecture(7, [5], 3, kind);
        float[] rows = RandomModels.LowRank(architecture, 80, rank: 2, seed: 3);
        TrainingOptions options = Brief with { ValidationShare = share };

        TrainedModel model = Train(architecture, rows, options);

        int[] order = PreparedTraining.SplitOrder(80, options.Seed);
        int[] measured = model.Report.ValidationRows > 0 ? order[model.Report.FittingRows..] : order;
        float[] chosen = [.. measured.SelectMany(r => rows[(r * architecture.RowStride)..((r + 1) * architecture.RowStride)])];
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate(model.Parameters);
        var scored = new ScorerSuite.Scored(new ScalarScorer(), arena, [.. Enumerable.Repeat(slot, measured.Length)], chosen);
        ValidationFigures figures = model.Report.Figures;
        Assert.Equal(scored.Errors.Average(), figures.MeanSquaredError, 1e-5);
        Assert.Equal(scored.Divergences.Average(), figures.Divergence, 1e-5);
        Assert.Equal(scored.Reconstructions.Zip(chosen, (y, x) => Math.Abs(y - x)).Sum() / (measured.Length * 7), figures.MeanAbsoluteError, 1e-5);
        Assert.Equal(kind == LatentKind.Gaussian ? 3 : 0, model.Report.UnitDivergences.Count);
        Assert.Equal(figures.Divergence, model.Report.UnitDivergences.Sum(d => (double)d), 1e-5);
    }

    [Fact]
    public void IsCollapsed_BetaFarTooHigh_IsToldWithTheRemedy()
    {
        var architecture = new Architecture(12, [10], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 300, rank: 3, seed: 3);

        TrainingReport collapsed = Train(architecture, rows, new() { MinSteps = 1_500, Variational = new() { Beta = 1000 }, Optimizer = new() { LearningRate = 3e-3 } }).Report;
        TrainingReport healthy = Train(architecture, rows, new() { MinSteps = 1_500, Variational = new() { Beta = 0.1 }, Optimizer = new() { LearningRate = 3e-3 } }).Report;

        Assert.True(collapsed.IsCollapsed);
        Assert.Equal(0, collapsed.ActiveUnits);
        Assert.Contains(collapsed.Warnings, w => w.StartsWith("Posterior collapse", StringComparison.Ordinal) && w.Contains("free bits", StringComparison.Ordinal));
        Assert.False(healthy.IsCollapsed);
        Assert.Equal(3, healthy.ActiveUnits);
        Assert.Empty(healthy.Warnings);
    }

    [Fact]
    public void FreeBits_BetaThatCollapsesOtherwise_KeepUnitsActive()
    {
        var architecture = new Architecture(12, [10], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 300, rank: 3, seed: 3);

        TrainingReport report = Train(
            architecture, rows, new() { MinSteps = 1_500, Variational = new() { Beta = 1000, FreeBits = 0.5 }, Optimizer = new() { LearningRate = 3e-3 } }).Report;

        Assert.Equal(3, report.ActiveUnits);
    }

    [Fact]
    public void Warnings_EachMatter_IsSaidOnce()
    {
        var wide = new Architecture(4, [5], 6);
        float[] noise = RandomModels.LowRank(wide, 5, rank: 2, seed: 3);
        Assert.Contains("6 latent units for 4 features", Warning(wide, noise, Brief, "copy its input"), StringComparison.Ordinal);
        Assert.Contains("5 rows fit 6 latent units", Warning(wide, noise, Brief, "by heart"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Train(wide, noise, Brief with { Noise = new() { Kind = NoiseKind.Gaussian } }).Report.Warnings, w => w.Contains("copy its input", StringComparison.Ordinal));

        var narrow = new Architecture(4, [3], 2);
        Warning(narrow, new float[20 * 4], Brief, "Every feature is constant");
        Warning(narrow, RandomModels.LowRank(narrow, 50, rank: 2, seed: 3), Brief with { Epochs = 1, Optimizer = new() { LearningRate = 1e-7 } }, "hardly better than the mean row");

        float[] unobserved = RandomModels.LowRank(narrow, 50, rank: 2, seed: 3);
        for (int i = 2; i < unobserved.Length; i += 4)
        {
            unobserved[i] = float.NaN;
        }

        Warning(narrow, unobserved, Brief with { MaskMissing = true }, "1 features were never observed");
        float[] huge = [.. RandomModels.LowRank(narrow, 50, rank: 2, seed: 3).Select(x => x * 1e30f)];
        Warning(narrow, huge, Brief, "Lower the learning rate");
    }

    [Fact]
    public void Warnings_OneRowThatDiffersLate_IsNotCalledConstant()
    {
        var architecture = new Architecture(4, [3], 2);
        float[] values = new float[200 * 4];
        values.AsSpan(150 * 4, 4).Fill(1);
        TrainingRows rows = TrainingRows.Check(architecture, values, 200, Brief);
        int[] order = [.. Enumerable.Range(0, 200)];
        var report = new TrainingReport(TrainingOutcome.Completed, 200, 0, 32, 1, [1f], [1f]);
        var warnings = new List<string>();

        TrainingWarnings.AddAfter(warnings, report, architecture, in rows, order, order);

        Assert.DoesNotContain(warnings, w => w.Contains("constant", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_OfATraining_HoldsEveryFigure()
    {
        var architecture = new Architecture(5, [4], 2, LatentKind.Gaussian);
        TrainingReport report = Train(architecture, RandomModels.LowRank(architecture, 60, rank: 2, seed: 3), Brief).Report;

        JsonElement json = JsonDocument.Parse(TrainingReportJson.ToText(report)).RootElement;

        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal((54, 6, 32), (json.GetProperty("fittingRows").GetInt32(), json.GetProperty("validationRows").GetInt32(), json.GetProperty("batchSize").GetInt32()));
        Assert.Equal(report.BestEpoch, json.GetProperty("bestEpoch").GetInt32());
        Assert.Equal(report.BestLoss, json.GetProperty("bestLoss").GetSingle());
        Assert.Equal(report.Figures.MeanSquaredError, json.GetProperty("figures").GetProperty("meanSquaredError").GetDouble());
        Assert.Equal(report.Figures.MeanAbsoluteError, json.GetProperty("figures").GetProperty("meanAbsoluteError").GetDouble());
        Assert.Equal(report.Figures.Divergence, json.GetProperty("figures").GetProperty("divergence").GetDouble());
        Assert.Equal(report.UnitDivergences, Floats(json.GetProperty("latent").GetProperty("unitDivergences")));
        Assert.Equal(report.ActiveUnits, json.GetProperty("latent").GetProperty("activeUnits").GetInt32());
        Assert.Equal(report.IsCollapsed, json.GetProperty("latent").GetProperty("isCollapsed").GetBoolean());
        Assert.Equal(report.TrainingLoss, Floats(json.GetProperty("curves").GetProperty("trainingLoss")));
        Assert.Equal(report.ValidationLoss, Floats(json.GetProperty("curves").GetProperty("validationLoss")));
        Assert.Equal(report.LearningRate, Floats(json.GetProperty("curves").GetProperty("learningRate")));
        Assert.Equal(report.Warnings, json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!));
    }

    [Fact]
    public void Json_Diverged_WritesNullForWhatIsNotANumber()
    {
        var report = new TrainingReport(TrainingOutcome.Diverged, 3, 0, 3, 0, [], []);

        JsonElement json = JsonDocument.Parse(TrainingReportJson.ToText(report)).RootElement;

        Assert.Equal(JsonValueKind.Null, json.GetProperty("bestLoss").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("figures").GetProperty("meanSquaredError").ValueKind);
        Assert.False(json.TryGetProperty("latent", out _));
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetSingle())];

    private static string Warning(Architecture architecture, float[] rows, TrainingOptions options, string part) =>
        Assert.Single(Train(architecture, rows, options).Report.Warnings, w => w.Contains(part, StringComparison.Ordinal));

    private static TrainedModel Train(Architecture architecture, float[] rows, TrainingOptions options) =>
        AutoencoderTrainer.Train(architecture, rows, rows.Length / architecture.RowStride, options, TestContext.Current.CancellationToken);
}
