using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>Residuals of two features, exponential: the surprise of one is its size.</summary>
public sealed class TailScoresTests
{
    private const int Rows = 100_000;

    private static readonly long Hour = TimeSpan.TicksPerHour;

    [Fact]
    public void Score_IsTheSurpriseOfWhatIsLarger_AndOfThatAlone()
    {
        var one = new Scores([new TailsDefinition { Of = ["x0"] }]);
        Assert.Equal(6, one.Score(6, 0), 0.5f);
        Assert.Equal(0, one.Score(-6, 0));
        Assert.Equal(0, one.Score(0, 50), 0.05f);
    }

    [Fact]
    public void Score_OfChannels_IsTheLargestWithItsShare()
    {
        var two = new Scores([new TailsDefinition { Of = ["x0"], Share = 0.9 }, new TailsDefinition { Of = ["x1"], Share = 0.1 }]);
        Assert.Equal(6 + Math.Log(0.9), two.Score(6, 0), 0.5f);
        Assert.Equal(6 + Math.Log(0.1), two.Score(0, 6), 0.5f);
        Assert.Equal(6 + Math.Log(0.9), two.Score(6, 6), 0.5f);
    }

    [Fact]
    public void Score_OfSeveralTogether_IsHowRareTheirSumIs()
    {
        var sum = new Scores([new TailsDefinition { Of = ["x0", "x1"] }]);

        // The sum of two exponentials: P(S ≥ s) = (1 + s)·e^(−s).
        Assert.Equal(8 - Math.Log(9), sum.Score(4, 4), 0.3f);
        Assert.Equal(4 - Math.Log(5), sum.Score(4, 0), 0.2f);
    }

    [Fact]
    public void Score_AMissingFeature_SaysNothing()
    {
        var one = new Scores([new TailsDefinition { Of = ["x0"] }]);
        Assert.Equal(0, one.Score(float.NaN, 0));
    }

    [Fact]
    public void Score_WithEvidence_IsRaisedByWhatWasLately_ByHalfAsMuchAHalfLifeLater()
    {
        Scores Fresh() => new([new TailsDefinition { Of = ["x0"] }], TimeSpan.FromHours(10));
        float alone = Fresh().Score(4.5f, 0, hours: 0);
        Scores soon = Fresh(), later = Fresh();
        float first = soon.Score(9, 0, hours: 0);
        later.Score(9, 0, hours: 0);
        float evidence = Math.Min(first - 5, 6);

        Assert.Equal(alone + (0.5f * evidence), soon.Score(4.5f, 0, hours: 0), 0.1f);
        Assert.Equal(alone + (0.25f * evidence), later.Score(4.5f, 0, hours: 10), 0.1f);

        // What is usual stays so, and weak evidence is none.
        Assert.Equal(Fresh().Score(1.5f, 0), soon.Score(1.5f, 0, hours: 0), 0.1f);
        Scores weak = Fresh();
        weak.Score(4.5f, 0);
        Assert.Equal(alone, weak.Score(4.5f, 0), 0.1f);
    }

    [Fact]
    public void Score_OfAnEntityWhoseResidualsLieElsewhere_IsMeasuredFromThere()
    {
        var one = new Scores([new TailsDefinition { Of = ["x0"] }]);
        float before = one.Score(5, 0);
        for (int i = 0; i < 500; i++)
        {
            one.Score(3, 0);
        }

        Assert.Equal(before - 2.7f, one.Score(5, 0), 0.4f);

        one.BeginModel();
        Assert.Equal(before, one.Score(5, 0), 1e-4f);
    }

    [Fact]
    public void Fit_GivesTheScoresThatTheRowsGetLater()
    {
        var scores = new Scores([new TailsDefinition { Of = ["x0"], Share = 0.5 }, new TailsDefinition { Of = ["x0", "x1"], Share = 0.5 }]);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(scores.FittedScores[i], scores.ScoreOfANewEntity(scores.Residuals[2 * i], scores.Residuals[(2 * i) + 1]), 1e-4f);
        }
    }

    [Fact]
    public void Unsurprising_IsBlindToAnything()
    {
        var one = new Scores([new TailsDefinition { Of = ["x0"] }]);
        Assert.Equal(0, one.Tails.Score(one.Tails.Unsurprising(), new float[one.Tails.Floats], [1e6f, 0], [0, 0], [1e6f, 0], 0));
        Assert.Equal(0, one.Tails.Score([], new float[one.Tails.Floats], [1e6f, 0], [0, 0], [1e6f, 0], 0));
    }

    [Fact]
    public void Explanation_OfTails_NamesWhatIsLargerThanExpected()
    {
        MonitorDefinition definition = TestMonitors.Quick with { Score = new ScoreDefinition { Tails = [new TailsDefinition { Of = ["x0"] }] } };
        MonitorPlan plan = TestMonitors.Plan(definition, channels: 2);
        var driver = new Driver(plan, explain: true);
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal((0, -1), (driver.Feed(1, 2, -5).Top[0].Source, driver.Verdicts[0].Top[1].Source));
        Assert.Equal(1, driver.Feed(2, -2, 5).Top[0].Source);
    }

    [Fact]
    public void Constructor_AFeatureThatIsNotJudged_SaysWhich()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Scores([new TailsDefinition { Of = ["y"] }]));
        Assert.Contains("score.tails names y", error.Message, StringComparison.Ordinal);
    }

    private sealed class Scores
    {
        private readonly float[] _model;
        private readonly float[] _state;

        public Scores(TailsDefinition[] tails, TimeSpan? evidence = null)
        {
            MonitorDefinition definition = TestMonitors.Quick with { Score = new ScoreDefinition { Tails = tails, Evidence = evidence } };
            Schema schema = TestMonitors.Numbers(2);
            Tails = new TailScores(definition, new FeatureEncoder(definition, schema));
            int[] features = Tails.Features.ToArray();
            var random = new PhiloxRandom(3);
            Residuals = new float[Rows * features.Length];
            for (int i = 0; i < Residuals.Length; i++)
            {
                Residuals[i] = (float)-Math.Log((random.NextUInt32() + 0.5) / (1L << 32));
            }

            // Many entities of one row each: none has a location yet.
            bool[] starts = new bool[Rows];
            Array.Fill(starts, true);
            FittedScores = new float[Rows];
            _model = Tails.Fit([.. Residuals], starts, FittedScores);
            _state = new float[Tails.Floats];
        }

        public TailScores Tails { get; }

        public float[] Residuals { get; }

        public float[] FittedScores { get; }

        public void BeginModel() => Tails.BeginModel(_state);

        public float Score(float x0, float x1, double hours = 0) =>
            Tails.Score(_model, _state, [x0, x1], [0, 0], [x0, x1], (long)(hours * Hour));

        public float ScoreOfANewEntity(float x0, float x1) => Tails.Score(_model, new float[Tails.Floats], [x0, x1], [0, 0], [x0, x1], 0);
    }
}
