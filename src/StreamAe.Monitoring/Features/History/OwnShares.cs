using System.Diagnostics;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// How often an entity has had each of a few values: a value of which c of n were has rarity −ln((c + ½) ÷ (n + ½·values)). State: [counts];
/// zeros are nothing seen.
/// </summary>
internal readonly ref struct OwnShares
{
    private const float Pseudo = 0.5f;

    // Of an hour half counts for itself, and the rest for the hours beside it: who pays at ten to nine pays at nine too.
    private const float Own = 0.5f;
    private const float Beside = 0.25f;

    private const float LargestCount = 1 << 20;

    private readonly Span<float> _counts;

    public OwnShares(Span<float> state)
    {
        Debug.Assert(state.Length > 1, "One value alone is never rare.");
        _counts = state;
    }

    /// <summary>Nats: how rare a value was so far.</summary>
    public float RarityOf(int value)
    {
        float sum = 0;
        foreach (float count in _counts)
        {
            sum += count;
        }

        return -MathF.Log((_counts[value] + Pseudo) / (sum + (Pseudo * _counts.Length)));
    }

    /// <param name="isCyclic">The values are hours: those beside it get a share.</param>
    public void Add(int value, bool isCyclic)
    {
        int count = _counts.Length;
        if (isCyclic)
        {
            _counts[(value + count - 1) % count] += Beside;
            _counts[(value + 1) % count] += Beside;
        }

        _counts[value] += isCyclic ? Own : 1;
        if (_counts[value] > LargestCount)
        {
            foreach (ref float c in _counts)
            {
                c /= 2;
            }
        }
    }
}
