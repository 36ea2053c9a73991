using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.Definitions;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Training;

/// <summary>From the text of a monitor file to a trained model: every key reaches the engine, and what it makes is of use.</summary>
public sealed class EngineKeyTests
{
    private const int Features = 5;
    private const int Rows = 300;
    private const string Quick = "historyRows: 1000, minRows: 50, epochs: 20, minSteps: 300, learningRate: 0.01";
    private const string Vae = "model: {kind: vae, hidden: [6], latent: 2, beta: 0.1}";
    private const string Plain = "model: {hidden: [6], latent: 2}";

    /// <summary>What a monitor has besides, and the same without the key under test.</summary>
    [Theory]
    [InlineData("model: {hidden: [6, 4], latent: 2}", Plain)]
    [InlineData("model: {hidden: [], latent: 2}", Plain)]
    [InlineData("model: {hidden: [6], latent: 3}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, activation: relu}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, activation: leakyRelu}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, activation: elu}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, activation: sigmoid}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, activation: linear}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, latentActivation: linear}", Plain)]
    [InlineData("model: {hidden: [6], latent: 2, latentActivation: sigmoid}", Plain)]
    [InlineData("scale: minMax\nmodel: {hidden: [6], latent: 2, outputActivation: tanh}", "scale: minMax\n" + Plain)]
    [InlineData("scale: minMax\nmodel: {hidden: [6], latent: 2, outputActivation: sigmoid}", "scale: minMax\n" + Plain)]
    [InlineData("model: {hidden: [6], latent: 2, initialization: he}", Plain)]
    [InlineData(Vae, Plain)]
    [InlineData("model: {kind: vae, hidden: [6], latent: 2, beta: 0.3}", Vae)]
    [InlineData("scale: minMax\n" + Plain, Plain)]
    [InlineData(Plain + "\ntraining: {loss: huber}", Plain)]
    [InlineData(Plain + "\ntraining: {loss: huber, huberDelta: 0.2}", Plain + "\ntraining: {loss: huber}")]
    [InlineData(
        "scale: minMax\nmodel: {hidden: [6], latent: 2, outputActivation: sigmoid}\ntraining: {loss: bce}",
        "scale: minMax\nmodel: {hidden: [6], latent: 2, outputActivation: sigmoid}")]
    [InlineData(Plain + "\ntraining: {optimizer: sgd}", Plain)]
    [InlineData(Plain + "\ntraining: {optimizer: sgd, momentum: 0.5}", Plain + "\ntraining: {optimizer: sgd}")]
    [InlineData(Plain + "\ntraining: {optimizer: rmsprop}", Plain)]
    [InlineData(Plain + "\ntraining: {clipNorm: 0.1}", Plain)]
    [InlineData(Plain + "\ntraining: {schedule: {kind: step}}", Plain)]
    [InlineData(Plain + "\ntraining: {schedule: {kind: step, epochs: 3}}", Plain + "\ntraining: {schedule: {kind: step}}")]
    [InlineData(Plain + "\ntraining: {schedule: {kind: step, factor: 0.7}}", Plain + "\ntraining: {schedule: {kind: step}}")]
    [InlineData(Plain + "\ntraining: {schedule: {kind: cosine}}", Plain)]
    [InlineData(Plain + "\ntraining: {schedule: {kind: plateau, epochs: 1}}", Plain)]
    [InlineData(Plain + "\ntraining: {schedule: {warmUpSteps: 50}}", Plain)]
    [InlineData(Plain + "\ntraining: {l1: 0.001}", Plain)]
    [InlineData(Plain + "\ntraining: {l2: 0.001}", Plain)]
    [InlineData(Plain + "\ntraining: {dropout: 0.1}", Plain)]
    [InlineData(Plain + "\ntraining: {batchNormalization: true}", Plain)]
    [InlineData(Plain + "\ntraining: {sparsity: {kind: divergence, weight: 0.1}}", Plain)]
    [InlineData(
        Plain + "\ntraining: {sparsity: {kind: divergence, weight: 0.1, target: 0.2}}", Plain + "\ntraining: {sparsity: {kind: divergence, weight: 0.1}}")]
    [InlineData(Plain + "\ntraining: {sparsity: {kind: absolute, weight: 0.01}}", Plain)]
    [InlineData(Plain + "\ntraining: {noise: {kind: gaussian}}", Plain)]
    [InlineData(Plain + "\ntraining: {noise: {kind: gaussian, level: 0.3}}", Plain + "\ntraining: {noise: {kind: gaussian}}")]
    [InlineData(Plain + "\ntraining: {noise: {kind: saltAndPepper}}", Plain)]
    [InlineData(Plain + "\ntraining: {noise: {kind: masking}}", Plain)]
    [InlineData(Vae + "\ntraining: {annealing: {kind: linear}}", Vae)]
    [InlineData(Vae + "\ntraining: {annealing: {kind: linear, epochs: 3}}", Vae + "\ntraining: {annealing: {kind: linear}}")]
    [InlineData(Vae + "\ntraining: {annealing: {kind: cyclical}}", Vae)]
    [InlineData(Vae + "\ntraining: {freeBits: 2}", Vae)]
    [InlineData("model: {hidden: [6, 4], latent: 2}\ntraining: {pretrainingEpochs: 4}", "model: {hidden: [6, 4], latent: 2}")]
    public void Train_WithTheKey_IsAnotherModelThatLearned(string with, string without)
    {
        TrainingResult given = Train(with);
        Assert.NotEqual(Train(without).Model!.Parameters, given.Model!.Parameters);
        Assert.Equal(given.Model.Parameters, Train(with).Model!.Parameters);

        // The mean row has a held-out error of 1 in standardised units.
        Assert.True(with.Contains("minMax", StringComparison.Ordinal) || given.Model.HeldOutError < 0.7, $"{with}: {given.Detail}");
    }

    [Theory]
    [InlineData("score: {kind: kl}")]
    [InlineData("score: {kind: elbo}")]
    [InlineData("score: {kind: reconstructionProbability}")]
    [InlineData("score: {kind: reconstructionProbability, samples: 40}")]
    [InlineData("score: {kind: elbo, residuals: plain}")]
    public void Score_EachKind_FindsARowUnlikeAllOthers(string score)
    {
        MonitorPlan plan = Plan($"{Vae}\n{score}");
        var driver = new Driver(plan);
        float[] rows = Series.Waves(Rows, Features);
        for (int r = 0; r < Rows; r++)
        {
            driver.Feed(r, rows[(r * Features)..((r + 1) * Features)]);
        }

        driver.Monitor.CompleteTraining(ModelTraining.Run(driver.Monitor.BeginTraining(), new SimdScorer()));
        float[] next = Series.Waves(24, Features, seed: 2, first: Rows);
        for (int r = 0; r < 24; r++)
        {
            driver.Feed(Rows + r, next[(r * Features)..((r + 1) * Features)]);
        }

        Assert.All(driver.Verdicts[^24..], v => Assert.True(float.IsFinite(v.Score) && v.Surprise < 6, $"{v.Score} {v.Surprise}"));
        Assert.True(driver.Feed(Rows + 24, 40, -40, 40, -40, 40).Surprise > driver.Verdicts[^25..^1].Max(v => v.Surprise));
    }

    /// <summary>The same observation has the same score whenever it is judged, and the noise of another is another.</summary>
    [Fact]
    public void Score_ReconstructionProbability_IsOfEntityAndObservation()
    {
        MonitorPlan plan = Plan($"{Vae}\nscore: {{kind: reconstructionProbability, samples: 2}}");
        EntityModel model = Train(plan).Model!;
        Driver Fed(string key, params (long, float[])[] chunk)
        {
            var driver = new Driver(plan, key);
            driver.Monitor.Promote(model);
            driver.FeedChunk(chunk);
            return driver;
        }

        float[] row = [1, 2, 3, 4, 5];
        (long, float[])[] three = [(1, row), (2, row), (3, row)];
        Driver together = Fed("a", three);
        Driver apart = Fed("a", three[..1]);
        apart.FeedChunk(three[1..2]);
        apart.FeedChunk(three[2..]);
        Assert.Equal(together.Verdicts.Select(v => v.Score), apart.Verdicts.Select(v => v.Score));
        Assert.Equal(3, together.Verdicts.Select(v => v.Score).Distinct().Count());
        Assert.NotEqual(together.Verdicts[0].Score, Fed("b", three[..1]).Verdicts[0].Score);
    }

    [Fact]
    public void Train_CollapsedVae_SaysSoInTheReport()
    {
        TrainingResult result = Train("model: {kind: vae, hidden: [6], latent: 2, beta: 100}");
        Assert.Equal(0, result.Report!.ActiveUnits);
        Assert.Contains(result.Report.Warnings, w => w.Contains("collapse", StringComparison.OrdinalIgnoreCase));
    }

    private static MonitorPlan Plan(string yaml)
    {
        string text = yaml.Contains("training: {", StringComparison.Ordinal)
            ? yaml.Replace("training: {", $"training: {{{Quick}, ", StringComparison.Ordinal)
            : $"{yaml}\ntraining: {{{Quick}}}";
        return TestMonitors.Plan(Monitors.Read($"monitor: a\nwindow: 1\ncohort: none\ndata: {{silenceFactor: 0}}\n{text}"), Features);
    }

    private static TrainingResult Train(string yaml) => Train(Plan(yaml));

    private static TrainingResult Train(MonitorPlan plan)
    {
        TrainingResult result = ModelTraining.Run(
            new TrainingRequest(plan, "e", [Series.Segment(Series.Waves(Rows, Features), Features)], 1, ModelOrigin.Own, 5, 77, Champion: null),
            new SimdScorer());
        Assert.Equal(TrainingVerdict.Promote, result.Verdict);
        return result;
    }
}
