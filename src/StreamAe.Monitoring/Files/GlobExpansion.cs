namespace StreamAe.Monitoring.Files;

/// <summary>
/// Shell patterns for file names, for when the shell did not expand them. <c>*</c> any characters, <c>?</c> one character,
/// <c>[a-z]</c> one of a set, <c>[!a-z]</c> or <c>[^a-z]</c> one outside it, none of them across a <c>/</c>; <c>**</c> as a whole
/// segment any number of directories. As in a shell, a name that starts with a dot is matched only by a pattern that does, and <c>**</c>
/// follows no symbolic links. A path that exists is taken as it is, even with such characters in it.
/// </summary>
public static class GlobExpansion
{
    /// <summary>The files that match, sorted by ordinal comparison; a file matched twice is listed once.</summary>
    /// <exception cref="ObservationFileException">Patterns without a match, or that fail; the message names them all.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var files = new SortedSet<string>(StringComparer.Ordinal);
        var problems = new List<ObservationFileException>();
        foreach (string pattern in patterns)
        {
            try
            {
                string[] matches = Match(pattern);
                files.UnionWith(matches);
                if (matches.Length == 0)
                {
                    problems.Add(NothingMatches(pattern));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new ObservationFileException(pattern, 0, $"the pattern cannot be looked up: {exception.Message}", exception));
            }
        }

        if (problems.Count > 0)
        {
            throw ObservationFileProblems.Combine(problems);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. files.Where(file => seen.Add(Path.GetFullPath(file)))];
    }

    private static string[] Match(string pattern)
    {
        if (File.Exists(pattern))
        {
            return [pattern];
        }

        if (!GlobSegment.HasWildcard(pattern))
        {
            return [];
        }

        string[] segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> places = [pattern.StartsWith('/') ? "/" : ""];
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            bool last = i == segments.Length - 1;
            places = segment == "**"
                ? places.SelectMany(place => last ? AllBelow(place).SelectMany(below => Entries(below, "*", files: true)) : AllBelow(place))
                : places.SelectMany(place => Entries(place, segment, files: last));
        }

        return [.. places];
    }

    private static ObservationFileException NothingMatches(string pattern)
    {
        string problem = Directory.Exists(pattern)
            ? "this is a directory; give its files, for example with '/*.csv' after it."
            : GlobSegment.HasWildcard(pattern) ? "no file matches this pattern." : "there is no such file.";
        return new ObservationFileException(pattern, 0, problem);
    }

    /// <summary>The files, or else the directories, of <paramref name="place"/> whose names match.</summary>
    private static IEnumerable<string> Entries(string place, string segment, bool files)
    {
        if (!GlobSegment.HasWildcard(segment))
        {
            string path = place + segment;
            return (files ? File.Exists(path) : Directory.Exists(path)) ? [files ? path : path + "/"] : [];
        }

        string directory = place.Length == 0 ? "." : place;
        if (!Directory.Exists(directory))
        {
            return [];
        }

        IEnumerable<string> entries = files ? Directory.EnumerateFiles(directory) : Directory.EnumerateDirectories(directory);
        return entries
            .Select(entry => Path.GetFileName(entry))
            .Where(name => GlobSegment.Matches(segment, name))
            .Select(name => files ? place + name : $"{place}{name}/");
    }

    private static IEnumerable<string> AllBelow(string place)
    {
        yield return place;
        foreach (string directory in Entries(place, "*", files: false))
        {
            if (new DirectoryInfo(directory.TrimEnd('/')).LinkTarget is not null)
            {
                continue;
            }

            foreach (string below in AllBelow(directory))
            {
                yield return below;
            }
        }
    }
}
