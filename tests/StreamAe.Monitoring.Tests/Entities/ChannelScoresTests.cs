using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class ChannelScoresTests
{
    private const ScoreChannels All = ScoreChannels.Residual | ScoreChannels.SmoothedResidual | ScoreChannels.Model;

    [Theory]
    [InlineData(All)]
    [InlineData(ScoreChannels.Residual)]
    [InlineData(ScoreChannels.SmoothedResidual)]
    [InlineData(ScoreChannels.Model)]
    [InlineData(ScoreChannels.Residual | ScoreChannels.Model)]
    public void Score_OfARow_IsTheMeanOfTheSurprisesOfItsChannels(ScoreChannels channels)
    {
        var scores = new ChannelScores(new ScoreDefinition { Channels = channels, Smoothing = 23 });
        float[] state = new float[scores.Floats];
        float[][] tails = [.. Enumerable.Range(0, 3).Select(_ => new float[StreamingTail.Floats])];
        var random = new PhiloxRandom(2);
        double smoothed = 0;
        for (int i = 0; i < 2000; i++)
        {
            float residual = random.NextGaussian() + (i % 300 == 299 ? 7 : 0);
            float error = i < 100 ? float.NaN : residual - (0.5f * random.NextGaussian());
            smoothed += (residual - smoothed) / 12;
            double sum = 0;
            (ScoreChannels Channel, float Value)[] each =
                [(ScoreChannels.Residual, residual), (ScoreChannels.SmoothedResidual, (float)smoothed), (ScoreChannels.Model, error)];
            for (int c = 0; c < 3; c++)
            {
                if (channels.HasFlag(each[c].Channel) && !float.IsNaN(each[c].Value))
                {
                    var tail = new StreamingTail(tails[c]);
                    sum += tail.Surprise(Math.Abs(each[c].Value));
                    tail.Add(Math.Abs(each[c].Value));
                }
            }

            Assert.Equal(sum / System.Numerics.BitOperations.PopCount((uint)channels), scores.Score(state, residual, error), 1e-3);
        }
    }

    [Fact]
    public void Score_NothingObserved_IsZeroAndTeachesNothing()
    {
        var scores = new ChannelScores(new ScoreDefinition { Channels = All, Smoothing = 23 });
        float[] state = new float[scores.Floats];
        for (int i = 0; i < 50; i++)
        {
            scores.Score(state, i % 7, i % 3);
        }

        float[] before = [.. state];
        Assert.Equal(0, scores.Score(state, float.NaN, float.NaN));
        Assert.Equal(before, state);
    }

    [Fact]
    public void Score_BrokenReading_LeavesTheSmoothedResidualSoon()
    {
        var scores = new ChannelScores(new ScoreDefinition { Channels = ScoreChannels.SmoothedResidual, Smoothing = 23 });
        float[] state = new float[scores.Floats];
        var random = new PhiloxRandom(3);
        for (int i = 0; i < 1000; i++)
        {
            scores.Score(state, random.NextGaussian(), float.NaN);
        }

        Assert.True(scores.Score(state, 1e38f, float.NaN) > 3);
        for (int i = 0; i < 150; i++)
        {
            scores.Score(state, random.NextGaussian(), float.NaN);
        }

        Assert.InRange(scores.Score(state, random.NextGaussian(), float.NaN), 0, 2);
        Assert.InRange(Math.Abs(state[0]), 0, 2);
    }
}
