namespace StreamAe.Monitoring.Files;

/// <summary>Matches one name against one segment of a shell pattern, in time proportional to pattern × name.</summary>
internal static class GlobSegment
{
    public static bool HasWildcard(ReadOnlySpan<char> pattern) => pattern.ContainsAny('*', '?', '[');

    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        int p = 0;
        int n = 0;
        int starPattern = -1;
        int starName = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                // Try the shortest match first; only the last star ever needs another try.
                starPattern = ++p;
                starName = n;
            }
            else if (p < pattern.Length && MatchesOne(pattern[p..], name[n], out int consumed))
            {
                p += consumed;
                n++;
            }
            else if (starPattern >= 0)
            {
                p = starPattern;
                n = ++starName;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, char character, out int consumed)
    {
        consumed = 1;
        return pattern[0] switch
        {
            '?' => true,
            '[' => MatchesSet(pattern, character, out consumed),
            char literal => literal == character,
        };
    }

    /// <summary>As in a shell: an unclosed set is a literal bracket, and a closing bracket that comes first belongs to the set.</summary>
    private static bool MatchesSet(ReadOnlySpan<char> pattern, char character, out int consumed)
    {
        int first = pattern.Length > 1 && pattern[1] is '!' or '^' ? 2 : 1;
        int close = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        if (close < 0)
        {
            consumed = 1;
            return character == '[';
        }

        consumed = first + 1 + close + 1;
        ReadOnlySpan<char> set = pattern[first..(consumed - 1)];
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= character >= set[i] && character <= set[i + 2];
                i += 2;
            }
            else
            {
                found |= character == set[i];
            }
        }

        return found == (first == 1);
    }
}
