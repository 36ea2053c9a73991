using System.Security.Cryptography;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>
/// Every sum of the training runs over rows or inputs in order, never across lanes, so the vector width does not change a bit of the
/// result: a replay on another machine trains the same model.
/// </summary>
public sealed class TrainedBitsTests
{
    /// <summary>Where <c>SimdWidthProcessTests</c> hands this process's <see cref="Hash"/> to one of another width.</summary>
    public const string Variable = "STREAMAE_TEST_TRAINED_BITS";

    /// <summary>Of the parameters and curves of one training of each latent kind, with widths that need every tile and remainder.</summary>
    public static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            var architecture = new Architecture(55, [39, 23], 7, kind);
            float[] rows = RandomModels.LowRank(architecture, 90, rank: 5, seed: 1);
            TrainedModel model = AutoencoderTrainer.Train(architecture, rows, 90, new TrainingOptions { Epochs = 10, MinSteps = 0 });
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(model.Parameters.AsSpan()));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([.. model.Report.TrainingLoss, .. model.Report.ValidationLoss]));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [Fact]
    public void Train_OtherVectorWidth_GivesTheSameBits() =>
        Assert.Equal(Environment.GetEnvironmentVariable(Variable) ?? Hash(), Hash());
}
