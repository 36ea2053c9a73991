using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Files;

/// <summary>Models with every field filled, none by a round number.</summary>
internal static class StoredModels
{
    public static StoredModel Random(Architecture architecture, ulong seed, params ConditionColumn[] conditions)
    {
        var random = new PhiloxRandom(seed);
        float[] parameters = RandomModels.Parameters(architecture, ref random);
        float[] offsets = new float[architecture.Features];
        float[] scales = new float[architecture.Features];
        for (int d = 0; d < offsets.Length; d++)
        {
            offsets[d] = random.NextGaussian() * 100;
            scales[d] = 0.01f + random.NextSingle();
        }

        var options = new TrainingOptions { Seed = seed, Epochs = 7, Loss = ReconstructionLoss.Huber, Noise = new NoiseOptions { Kind = NoiseKind.Masking, Level = 0.25 } };
        var report = new TrainingReport(TrainingOutcome.StoppedEarly, 90, 10, 32, 2, [1.5f, 0.3f, 0.2f], [1.4f, 0.35f, 0.36f]);
        return new StoredModel(
            architecture, parameters, [.. offsets.Select((_, d) => $"feature \"{d}\", größe")], new RowScaling(ScalingKind.Standard, offsets, scales), conditions, options, report);
    }

    public static byte[] Bytes(StoredModel model)
    {
        using MemoryStream stream = new();
        ModelFile.Write(stream, model);
        return stream.ToArray();
    }
}
