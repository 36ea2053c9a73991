namespace StreamAe.Numerics.Randomness;

/// <summary>
/// Philox 4×32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter-based generator, so any
/// backend can draw the same numbers for the same (seed, stream). A mutable struct: pass it by reference.
/// </summary>
public struct PhiloxRandom
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    private readonly ulong _seed;
    private readonly ulong _stream;
    private ulong _counter;
    private UInt4 _block;
    private int _left;

    /// <param name="seed">The key: different seeds give unrelated sequences.</param>
    /// <param name="stream">Unrelated sequences under one seed: one for each purpose.</param>
    public PhiloxRandom(ulong seed, ulong stream = 0)
    {
        _seed = seed;
        _stream = stream;
    }

    public uint NextUInt32()
    {
        if (_left == 0)
        {
            _block = Block(_seed, _stream, _counter++);
            _left = 4;
        }

        return _left-- switch
        {
            4 => _block.X,
            3 => _block.Y,
            2 => _block.Z,
            _ => _block.W,
        };
    }

    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>Uniform in [0, 1): 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>); the bias of the multiply-shift is below 2⁻³²·max.</summary>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        return (int)(((ulong)NextUInt32() * (uint)exclusiveMax) >> 32);
    }

    /// <summary>Standard normal, by Box–Muller (the second of the pair is not kept: a draw costs two numbers).</summary>
    public float NextGaussian()
    {
        // u in (0, 1]: the logarithm stays finite.
        float u = ((NextUInt32() >> 8) + 1) * (1f / (1 << 24));
        float v = NextSingle();
        return MathF.Sqrt(-2 * MathF.Log(u)) * MathF.Cos(2 * MathF.PI * v);
    }

    /// <summary>Fisher–Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The four numbers of one counter value: counter words (counter, stream), key words (seed).</summary>
    internal static UInt4 Block(ulong seed, ulong stream, ulong counter)
    {
        uint x = (uint)counter, y = (uint)(counter >> 32), z = (uint)stream, w = (uint)(stream >> 32);
        uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x;
            ulong product1 = (ulong)Multiplier1 * z;
            (x, y, z, w) = ((uint)(product1 >> 32) ^ y ^ key0, (uint)product1, (uint)(product0 >> 32) ^ w ^ key1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new UInt4(x, y, z, w);
    }

    internal readonly record struct UInt4(uint X, uint Y, uint Z, uint W);
}
