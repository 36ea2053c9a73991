using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;

namespace StreamAe.Numerics.Tests.Coding;

/// <summary>Runs in this process's vector width; <see cref="SimdWidthProcessTests"/> runs it in the others.</summary>
public sealed class LatentCoderTests
{
    private static readonly int[] Runs = [1, 2, 17, 3, 4, 33, 5];

    [Theory]
    [InlineData(LatentKind.Deterministic, 0)]
    [InlineData(LatentKind.Deterministic, 3)]
    [InlineData(LatentKind.Gaussian, 0)]
    [InlineData(LatentKind.Gaussian, 5)]
    public void EncodeAndDecode_AnyShape_AgreeWithTheFormulasInDouble(LatentKind kind, int condition)
    {
        var random = new PhiloxRandom(51);
        foreach (int features in RandomModels.EdgeWidths)
        {
            foreach (int depth in (int[])[0, 1, 3])
            {
                Architecture drawn = RandomModels.Architecture(features, depth, Activation.Tanh, kind, ref random);
                var architecture = new Architecture(
                    features, drawn.Hidden.ToArray(), drawn.Latent, kind, Activation.Tanh, Activation.Sigmoid, Activation.Linear, condition);
                var given = new CodingCase(architecture, [1, 4, 2], 52);
                Coded coded = new(given);
                for (int r = 0; r < given.Slots.Length; r++)
                {
                    double[] latents = given.Reference(r).Encode(given.Row(r));
                    float[] actual = kind == LatentKind.Gaussian ? [.. coded.Code(r), .. coded.LogVariance(r)] : coded.Code(r);
                    AssertClose(latents, actual, $"{architecture} code {r}");
                    double[] code = [.. coded.Code(r).Select(v => (double)v)];
                    AssertClose(given.Reference(r).Decode(code, given.Row(r)[features..(features + condition)]), coded.Reconstruction(r), $"{architecture} row {r}");
                }
            }
        }
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void EncodeThenDecode_GivesTheScorersReconstruction(LatentKind kind)
    {
        var given = new CodingCase(new Architecture(21, [13], 5, kind, condition: 2), Runs, 53);
        int n = given.Slots.Length;
        float[] reconstructions = new float[given.Rows.Length];
        new ScalarScorer().Score(given.Arena, new ScoreBatch(given.Slots, given.Rows, reconstructions, new float[n], new float[n]));

        Coded coded = new(given);

        for (int r = 0; r < n; r++)
        {
            double[] expected = [.. reconstructions.AsSpan(r * given.Architecture.RowStride, 21).ToArray().Select(v => (double)v)];
            AssertClose(expected, coded.Reconstruction(r), $"row {r}");
        }
    }

    [Fact]
    public void Results_OfARow_DoNotDependOnItsNeighbours()
    {
        var given = new CodingCase(new Architecture(19, [9], 6, LatentKind.Gaussian, condition: 1), Runs, 54);
        Coded together = new(given);
        for (int r = 0; r < given.Slots.Length; r++)
        {
            float[] code = new float[6];
            float[] reconstruction = new float[given.Architecture.RowStride];
            LatentCoder.Encode(given.Arena, given.Slots.AsSpan(r, 1), given.Row(r), code, []);
            LatentCoder.Decode(given.Arena, given.Slots.AsSpan(r, 1), code, given.Contexts.AsSpan(r, 1), reconstruction);

            Assert.Equal(code, together.Code(r));
            Assert.Equal(reconstruction[..19], together.Reconstruction(r));
        }
    }

    [Fact]
    public void Decode_PaddingOfRows_IsZero()
    {
        var given = new CodingCase(new Architecture(5, [3], 2, outputActivation: Activation.Sigmoid, condition: 4), Runs, 55);

        Coded coded = new(given);

        for (int r = 0; r < given.Slots.Length; r++)
        {
            Assert.All(coded.Reconstruction(r), v => Assert.NotEqual(0, v));
            Assert.All(coded.Padding(r), v => Assert.Equal(0, v));
        }
    }

    [Fact]
    public void Encode_LogVariancesOfADeterministicLatent_AreRefused()
    {
        var given = new CodingCase(new Architecture(5, [3], 2), [2], 56);

        ArgumentException error = Assert.Throws<ArgumentException>(() => LatentCoder.Encode(given.Arena, given.Slots, given.Rows, new float[4], new float[4]));

        Assert.Contains("5-3-2-3-5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0, "rows")]
    [InlineData(0, 1, 0, "codes")]
    [InlineData(0, 0, 1, "logVariances")]
    public void Encode_SpanTooShort_SaysWhich(int lessRows, int lessCodes, int lessLogVariances, string name)
    {
        var given = new CodingCase(new Architecture(5, [3], 2, LatentKind.Gaussian), [3], 57);

        ArgumentException error = Assert.Throws<ArgumentException>(() => LatentCoder.Encode(
            given.Arena, given.Slots, given.Rows.AsSpan(lessRows), new float[6 - lessCodes], new float[6 - lessLogVariances]));

        Assert.Equal(name, error.ParamName);
    }

    [Theory]
    [InlineData(1, 0, 0, "codes")]
    [InlineData(0, 1, 0, "contexts")]
    [InlineData(0, 0, 1, "reconstructions")]
    public void Decode_SpanTooShort_SaysWhich(int lessCodes, int lessContexts, int lessReconstructions, string name)
    {
        var given = new CodingCase(new Architecture(5, [3], 2, condition: 1), [3], 58);

        ArgumentException error = Assert.Throws<ArgumentException>(() => LatentCoder.Decode(
            given.Arena, given.Slots, new float[6 - lessCodes], new float[3 - lessContexts], new float[given.Rows.Length - lessReconstructions]));

        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void EncodeAndDecode_SlotThatDoesNotExist_IsNamed()
    {
        var given = new CodingCase(new Architecture(5, [3], 2), [1], 59);

        Assert.Contains("Slot -1", Assert.Throws<ArgumentException>(() => LatentCoder.Encode(given.Arena, [-1], given.Rows, new float[2], [])).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"Slot {given.Arena.Capacity}",
            Assert.Throws<ArgumentException>(() => LatentCoder.Decode(given.Arena, [given.Arena.Capacity], new float[2], [], new float[8])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeAndDecode_AfterTheFirstCall_AllocateNothing()
    {
        var given = new CodingCase(new Architecture(21, [13], 5, LatentKind.Gaussian, condition: 2), Runs, 60);
        float[] codes = new float[given.Slots.Length * 5];
        float[] logVariances = new float[codes.Length];
        float[] contexts = given.Contexts;
        float[] reconstructions = new float[given.Rows.Length];

        Assert.Equal(0, LeastAllocation.Of(() =>
        {
            LatentCoder.Encode(given.Arena, given.Slots, given.Rows, codes, logVariances);
            LatentCoder.Decode(given.Arena, given.Slots, codes, contexts, reconstructions);
        }));
    }

    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(ScorerSuite.IsClose(expected[i], actual[i], floor: 1), $"{what}, {i}: {actual[i]:R} for {expected[i]:R}");
        }
    }

    /// <summary>All rows of a case encoded and decoded again in one call each.</summary>
    private sealed class Coded
    {
        private readonly CodingCase _given;
        private readonly float[] _codes;
        private readonly float[] _logVariances;
        private readonly float[] _reconstructions;

        public Coded(CodingCase given)
        {
            _given = given;
            int floats = given.Slots.Length * given.Architecture.Latent;
            _codes = new float[floats];
            _logVariances = given.Architecture.LatentKind == LatentKind.Gaussian ? new float[floats] : [];
            // What is not written stays NaN and is seen.
            _reconstructions = [.. given.Rows.Select(_ => float.NaN)];
            LatentCoder.Encode(given.Arena, given.Slots, given.Rows, _codes, _logVariances);
            LatentCoder.Decode(given.Arena, given.Slots, _codes, given.Contexts, _reconstructions);
        }

        public float[] Code(int r) => _codes[(r * _given.Architecture.Latent)..((r + 1) * _given.Architecture.Latent)];

        public float[] LogVariance(int r) => _logVariances[(r * _given.Architecture.Latent)..((r + 1) * _given.Architecture.Latent)];

        public float[] Reconstruction(int r) =>
            _reconstructions[(r * _given.Architecture.RowStride)..((r * _given.Architecture.RowStride) + _given.Architecture.Features)];

        public float[] Padding(int r) =>
            _reconstructions[((r * _given.Architecture.RowStride) + _given.Architecture.Features)..((r + 1) * _given.Architecture.RowStride)];
    }
}
