using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Architectures;

public sealed class ArchitectureTests
{
    [Fact]
    public void Layout_AnyShape_TilesTheSlotWithoutGapOrOverlap()
    {
        var random = new PhiloxRandom(3);
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            foreach (int features in RandomModels.EdgeWidths)
            {
                for (int depth = 0; depth <= 3; depth++)
                {
                    CheckLayout(RandomModels.Architecture(features, depth, Activation.Elu, kind, ref random));
                }
            }
        }
    }

    [Fact]
    public void Layers_Autoencoder_MirrorTheEncoder()
    {
        var architecture = new Architecture(10, [7, 5], 3, hiddenActivation: Activation.Relu, latentActivation: Activation.Sigmoid, outputActivation: Activation.Elu);

        Assert.Equal([(10, 7), (7, 5), (5, 3), (3, 5), (5, 7), (7, 10)], Shapes(architecture));
        Assert.Equal(
            [Activation.Relu, Activation.Relu, Activation.Sigmoid, Activation.Relu, Activation.Relu, Activation.Elu],
            architecture.Layers.ToArray().Select(l => l.Activation));
        Assert.Equal(2, architecture.LatentLayer);
        Assert.Equal([7, 5], architecture.Hidden.ToArray());
    }

    [Fact]
    public void Layers_Vae_WriteMeansAndLogVariancesAndReadOneCode()
    {
        var architecture = new Architecture(10, [7], 3, LatentKind.Gaussian, latentActivation: Activation.Tanh);

        Assert.Equal([(10, 7), (7, 6), (3, 7), (7, 10)], Shapes(architecture));
        Assert.Equal(Activation.Linear, architecture.LatentActivation);
        Assert.Equal(Activation.Linear, architecture.Layers[1].Activation);
    }

    [Fact]
    public void Layers_NoHidden_AreEncoderAndDecoder()
    {
        var architecture = new Architecture(6, [], 2);

        Assert.Equal([(6, 2), (2, 6)], Shapes(architecture));
        Assert.Equal([Activation.Tanh, Activation.Linear], architecture.Layers.ToArray().Select(l => l.Activation));
    }

    [Fact]
    public void Equals_SameShape_IsEqualAndHashesEqual()
    {
        var one = new Architecture(10, [7, 5], 3, LatentKind.Gaussian, Activation.Relu, Activation.Tanh, Activation.Sigmoid);
        var other = new Architecture(10, [7, 5], 3, LatentKind.Gaussian, Activation.Relu, Activation.Sigmoid, Activation.Sigmoid);

        // The latent activation of a VAE is linear whatever was asked, so these two are one shape.
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.True(one.Equals((object)other));
    }

    [Fact]
    public void Equals_AnyDifference_IsNotEqual()
    {
        Architecture[] shapes =
        [
            new(10, [7, 5], 3),
            new(11, [7, 5], 3),
            new(10, [7, 6], 3),
            new(10, [5, 7], 3),
            new(10, [7], 3),
            new(10, [7, 5, 3], 3),
            new(10, [7, 5], 4),
            new(10, [7, 5], 3, LatentKind.Gaussian),
            new(10, [7, 5], 3, hiddenActivation: Activation.Relu),
            new(10, [7, 5], 3, latentActivation: Activation.Linear),
            new(10, [7, 5], 3, outputActivation: Activation.Sigmoid),
        ];

        for (int a = 0; a < shapes.Length; a++)
        {
            Assert.False(shapes[a].Equals(null));
            for (int b = 0; b < shapes.Length; b++)
            {
                Assert.Equal(a == b, shapes[a].Equals(shapes[b]));
            }
        }
    }

    [Fact]
    public void Hidden_CallerChangesTheList_IsACopy()
    {
        int[] hidden = [7, 5];
        var architecture = new Architecture(10, hidden, 3);
        hidden[0] = 1;

        Assert.Equal([7, 5], architecture.Hidden.ToArray());
    }

    [Fact]
    public void ToString_Shapes_ReadAsPeopleWriteThem()
    {
        Assert.Equal("38-19-9-19-38 tanh autoencoder", new Architecture(38, [19], 9).ToString());
        var deep = new Architecture(10, [7, 5], 3, LatentKind.Gaussian, Activation.LeakyRelu);
        Assert.Equal("10-7-5-3-5-7-10 leakyrelu VAE", deep.ToString());
        Assert.Equal([7, 5], deep.Hidden.ToArray());
    }

    [Theory]
    [InlineData(0, 3, 2)]
    [InlineData(-1, 3, 2)]
    [InlineData(4, 0, 2)]
    [InlineData(4, 3, 0)]
    [InlineData(Architecture.MaxWidth + 1, 3, 2)]
    [InlineData(4, Architecture.MaxWidth + 1, 2)]
    [InlineData(4, 3, int.MaxValue)]
    public void Constructor_WidthOutOfRange_SaysTheShapeAndTheRule(int features, int hidden, int latent)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Architecture(features, [hidden], latent));

        Assert.Contains($"{features}-[{hidden}]-{latent}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"1 to {Architecture.MaxWidth}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreParametersThanFit_SaysTheLimitAndTheRemedy()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Architecture(1_000_000, [2_000], 10));

        Assert.Contains("1000000-[2000]-10", error.Message, StringComparison.Ordinal);
        Assert.Contains((int.MaxValue / 2).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("narrower", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WidestRowsWithANarrowCode_Fit()
    {
        var architecture = new Architecture(Architecture.MaxWidth, [16], 4);

        Assert.Equal(((Architecture.MaxWidth * 32L) + 16 + Architecture.MaxWidth) + (16 * 4) + 4 + (4 * 16) + 16, architecture.TrainableFloats);
        Assert.True(architecture.SlotFloats >= architecture.TrainableFloats + architecture.RowStride);
    }

    [Fact]
    public void Constructor_NoHiddenList_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new Architecture(4, null!, 2));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 3, 2)]
    [InlineData(4, 4, 3)]
    [InlineData(5, 5, 4)]
    [InlineData(6, 5, 4)]
    [InlineData(8, 6, 4)]
    [InlineData(9, 7, 4)]
    [InlineData(10, 5, 4)]
    [InlineData(16, 8, 4)]
    [InlineData(20, 10, 5)]
    [InlineData(38, 19, 9)]
    [InlineData(55, 27, 13)]
    [InlineData(100, 50, 25)]
    public void DefaultWidths_KnownRows_GiveTheseWidths(int features, int hidden, int latent)
    {
        (int[] actualHidden, int actualLatent) = Architecture.DefaultWidths(features);

        Assert.Equal([hidden], actualHidden);
        Assert.Equal(latent, actualLatent);
    }

    [Fact]
    public void DefaultWidths_OneToHundredFeatures_NarrowTowardsTheCode()
    {
        for (int features = 1; features <= 100; features++)
        {
            (int[] hidden, int latent) = Architecture.DefaultWidths(features);

            Assert.True(latent >= 1 && (features == 1 || latent < features), $"{features} features, latent {latent}");
            Assert.True(features <= 4 || latent >= 4, $"{features} features, latent {latent}");
            Assert.True(hidden.Length == 1 && hidden[0] >= latent && hidden[0] <= features, $"{features}-{hidden[0]}-{latent}");
            Assert.True(features == 1 || hidden[0] > latent, $"{features}-{hidden[0]}-{latent}");
            Assert.Equal(features, new Architecture(features, hidden, latent).Features);
        }
    }

    private static void CheckLayout(Architecture architecture)
    {
        // Every float of the slot is written by exactly one owner; what no one owns is alignment padding at the end.
        int[] owner = new int[architecture.SlotFloats];
        int next = 0;
        long parameters = 0;
        long multiplyAdds = 0;
        int widest = architecture.RowStride;
        foreach (DenseLayer layer in architecture.Layers)
        {
            Assert.Equal(next, layer.WeightOffset);
            Assert.True(layer.OutputStride % 4 == 0 && layer.OutputStride >= layer.Outputs && layer.OutputStride < layer.Outputs + 4);
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int o = 0; o < layer.OutputStride; o++)
                {
                    owner[layer.WeightOffset + (i * layer.OutputStride) + o]++;
                    multiplyAdds += o < layer.Outputs ? 1 : 0;
                }
            }

            for (int o = 0; o < layer.OutputStride; o++)
            {
                owner[layer.BiasOffset + o]++;
                parameters += o < layer.Outputs ? 1 : 0;
            }

            next = layer.BiasOffset + layer.OutputStride;
            widest = Math.Max(widest, layer.OutputStride);
        }

        Assert.Equal(next, architecture.TrainableFloats);
        Assert.Equal(next, architecture.ErrorWeightOffset);
        for (int d = 0; d < architecture.RowStride; d++)
        {
            owner[architecture.ErrorWeightOffset + d]++;
        }

        int used = next + architecture.RowStride;
        Assert.All(owner[..used], count => Assert.Equal(1, count));
        Assert.All(owner[used..], count => Assert.Equal(0, count));
        Assert.True(owner.Length % 16 == 0 && owner.Length - used < 16);
        Assert.Equal(multiplyAdds, architecture.MultiplyAddsPerRow);
        Assert.Equal(parameters + multiplyAdds, architecture.ParameterCount);
        Assert.Equal(widest, architecture.MaxStride);
        Assert.Equal(4L * owner.Length, architecture.SlotBytes);
        Assert.True(architecture.RowStride % 4 == 0 && architecture.RowStride >= architecture.Features && architecture.RowStride < architecture.Features + 4);
        Assert.Equal(architecture.Features, architecture.Layers[^1].Outputs);
        Assert.Equal(architecture.RowStride, architecture.Layers[^1].OutputStride);
    }

    private static IEnumerable<(int Inputs, int Outputs)> Shapes(Architecture architecture) =>
        architecture.Layers.ToArray().Select(l => (l.Inputs, l.Outputs));
}
