namespace StreamAe.Monitoring.Features;

/// <summary>A 64-bit hash of text that is the same on every machine and run (FNV-1a with a final mix): for shards, jitter, seeds and buckets.</summary>
internal static class StableHash
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, ulong salt = 0)
    {
        ulong hash = OffsetBasis ^ salt;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * Prime;
            hash = (hash ^ (byte)(c >> 8)) * Prime;
        }

        return Mix(hash);
    }

    /// <summary>Of bytes, which is another number than that of the same text as characters.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = OffsetBasis;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong hash)
    {
        // FNV's high bits mix badly for short keys; this is SplitMix64's finaliser (Steele et al. 2014).
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
