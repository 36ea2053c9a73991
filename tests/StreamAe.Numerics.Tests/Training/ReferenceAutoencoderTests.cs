using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>The reference gradient against the definition of a derivative; what it certifies, <c>LossGradientTests</c> builds on.</summary>
public sealed class ReferenceAutoencoderTests
{
    private const double Step = 1e-5;

    // Central differences in double: Step² ≈ 1e-10 of truncation and 1e-16/Step ≈ 1e-11 of rounding, against gradients of order 0.01 to 1.
    private const double Tolerance = 1e-7;

    public static TheoryData<int, Activation, LatentKind> Shapes()
    {
        var shapes = new TheoryData<int, Activation, LatentKind>();
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            foreach (Activation hidden in RandomModels.Activations)
            {
                for (int depth = 0; depth <= 3; depth++)
                {
                    shapes.Add(depth, hidden, kind);
                }
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradient_EveryParameter_IsTheCentralDifferenceOfTheLoss(int depth, Activation hidden, LatentKind kind)
    {
        foreach (Activation output in RandomModels.Activations)
        {
            foreach (Activation latent in RandomModels.Activations)
            {
                var architecture = new Architecture(4, new[] { 6, 5, 3 }[..depth], 2, kind, hidden, latent, output);
                Check(architecture, seed: 17);
            }
        }
    }

    private static void Check(Architecture architecture, ulong seed)
    {
        const double Beta = 0.7;
        var random = new PhiloxRandom(seed);
        double[] parameters = Array.ConvertAll(RandomModels.Parameters(architecture, ref random), p => (double)p);
        double[][] rows = new double[3][];
        double[][] noise = new double[3][];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = Gaussians(architecture.Features, ref random);
            noise[r] = Gaussians(architecture.Latent, ref random);
        }

        var reference = new ReferenceAutoencoder(architecture, parameters);
        double[] gradient = reference.Gradient(rows, noise, Beta);
        for (int p = 0; p < gradient.Length; p++)
        {
            double kept = parameters[p];
            parameters[p] = kept + Step;
            double above = reference.Loss(rows, noise, Beta);
            parameters[p] = kept - Step;
            double below = reference.Loss(rows, noise, Beta);
            parameters[p] = kept;
            double difference = (above - below) / (2 * Step);
            if (!(Math.Abs(gradient[p] - difference) <= Tolerance * Math.Max(1, Math.Abs(difference))))
            {
                Assert.Fail($"{architecture} {architecture.LatentActivation} {architecture.OutputActivation}, parameter {p}: {gradient[p]}, difference {difference}");
            }
        }
    }

    private static double[] Gaussians(int count, ref PhiloxRandom random)
    {
        double[] values = new double[count];
        foreach (ref double value in values.AsSpan())
        {
            value = random.NextGaussian();
        }

        return values;
    }
}
