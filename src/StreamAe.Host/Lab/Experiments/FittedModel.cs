using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>A model of an experiment with its arena, ready to be asked.</summary>
internal sealed class FittedModel
{
    private readonly int _slot;

    private FittedModel(TrainedModel trained)
    {
        Architecture = trained.Architecture;
        Report = trained.Report;
        Arena = new ModelArena(Architecture, slotsPerBlock: 1);
        _slot = Arena.Allocate(trained.Parameters);
    }

    public Architecture Architecture { get; }

    public ModelArena Arena { get; }

    public TrainingReport Report { get; }

    public static FittedModel Fit(Architecture architecture, Sample sample, TrainingOptions options, CancellationToken cancellationToken)
    {
        TrainedModel trained = AutoencoderTrainer.Train(architecture, sample.Pack(architecture), sample.Count, options, cancellationToken);
        return trained.IsUsable
            ? new FittedModel(trained)
            : throw new InvalidOperationException($"The training of {architecture} diverged; the experiment's learning rate is too high for this data.");
    }

    /// <summary>x̂ of each row, [count × D], and the mean KL divergence in nats.</summary>
    public (float[] Reconstructions, double KlDivergence) Reconstruct(Sample sample)
    {
        int stride = Architecture.RowStride;
        float[] reconstructions = new float[sample.Count * stride];
        float[] divergences = new float[sample.Count];
        new SimdScorer().Score(
            Arena, new ScoreBatch(Slots(sample.Count), sample.Pack(Architecture), reconstructions, new float[sample.Count], divergences));
        float[] rows = new float[sample.Count * sample.Features];
        for (int r = 0; r < sample.Count; r++)
        {
            reconstructions.AsSpan(r * stride, sample.Features).CopyTo(rows.AsSpan(r * sample.Features));
        }

        return (rows, divergences.Average());
    }

    /// <summary>Mean squared error of the reconstruction per feature.</summary>
    public double Error(Sample sample) => MeanSquared(sample.Rows, Reconstruct(sample).Reconstructions);

    public static double MeanSquared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double residual = (double)a[i] - b[i];
            sum += residual * residual;
        }

        return sum / a.Length;
    }

    /// <summary>[count × J] codes, without padding; of a VAE the means.</summary>
    public float[] Encode(Sample sample)
    {
        float[] codes = new float[sample.Count * Architecture.Latent];
        LatentCoder.Encode(Arena, Slots(sample.Count), sample.Pack(Architecture), codes, []);
        return codes;
    }

    /// <summary>[count × D] the rows of [count × J] codes.</summary>
    /// <param name="classes">[count] the context of each, where the model has one.</param>
    public float[] Decode(float[] codes, int[]? classes = null)
    {
        int count = codes.Length / Architecture.Latent;
        int stride = Architecture.RowStride;
        float[] contexts = new float[count * Architecture.Condition];
        for (int r = 0; r < count && Architecture.Condition > 0; r++)
        {
            contexts[(r * Architecture.Condition) + classes![r]] = 1;
        }

        float[] padded = new float[count * stride];
        LatentCoder.Decode(Arena, Slots(count), codes, contexts, padded);
        return [.. Enumerable.Range(0, count).SelectMany(r => padded[(r * stride)..((r * stride) + Architecture.Features)])];
    }

    private int[] Slots(int count)
    {
        int[] slots = new int[count];
        Array.Fill(slots, _slot);
        return slots;
    }
}
