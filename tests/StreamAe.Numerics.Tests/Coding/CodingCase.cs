using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Coding;

/// <summary>Three different models of one shape, and rows with context for runs of them.</summary>
internal sealed class CodingCase
{
    public CodingCase(Architecture architecture, int[] runs, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        Architecture = architecture;
        Arena = new ModelArena(architecture);
        Models = [.. Enumerable.Range(0, 3).Select(_ => RandomModels.Parameters(architecture, ref random))];
        int[] slots = Array.ConvertAll(Models, m => Arena.Allocate(m));
        Slots = [.. runs.SelectMany((length, i) => Enumerable.Repeat(slots[i % 3], length))];
        Rows = RandomModels.Rows(architecture, Slots.Length, ref random);
        for (int r = 0; r < Slots.Length; r++)
        {
            for (int c = 0; c < architecture.Condition; c++)
            {
                Rows[(r * architecture.RowStride) + architecture.Features + c] = random.NextGaussian();
            }
        }
    }

    public Architecture Architecture { get; }

    public ModelArena Arena { get; }

    public float[][] Models { get; }

    public int[] Slots { get; }

    public float[] Rows { get; }

    /// <summary>[N × C] of the rows.</summary>
    public float[] Contexts => [.. Enumerable.Range(0, Slots.Length).SelectMany(r => Row(r)[Architecture.Features..(Architecture.Features + Architecture.Condition)])];

    public float[] Row(int r) => Rows[(r * Architecture.RowStride)..((r + 1) * Architecture.RowStride)];

    public ReferenceCoder Reference(int r) => new(Architecture, Models[Array.FindIndex(Models, m => m.AsSpan().SequenceEqual(Arena.Parameters(Slots[r])))]);
}
