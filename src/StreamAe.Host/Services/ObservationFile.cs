using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Services;

/// <summary>A file of a source.</summary>
/// <param name="Path">How to open it.</param>
/// <param name="Name">Relative to the configuration, with slashes: its position is stored under it, so that the folder may be moved as a whole.</param>
internal sealed record ObservationFile(string Path, string Name)
{
    /// <summary>The files that match, in the order of the patterns and of names within each; one matched twice is listed once.</summary>
    /// <param name="folder">The folder patterns are relative to; empty for the current one.</param>
    /// <exception cref="ObservationFileException">A pattern matches no file, or cannot be looked up.</exception>
    public static IReadOnlyList<ObservationFile> Find(string folder, IEnumerable<string> patterns)
    {
        string root = System.IO.Path.GetFullPath(folder.Length == 0 ? "." : folder);
        var files = new List<ObservationFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in patterns.SelectMany(pattern => Match(folder, pattern)))
        {
            string full = System.IO.Path.GetFullPath(path);
            if (seen.Add(full))
            {
                files.Add(new ObservationFile(path, System.IO.Path.GetRelativePath(root, full).Replace('\\', '/')));
            }
        }

        return files;
    }

    private static IReadOnlyList<string> Match(string folder, string pattern)
    {
        string path = System.IO.Path.Combine(folder, pattern);
        if (File.Exists(path))
        {
            return [path];
        }

        // The folder is no pattern, whatever characters it has.
        string literal = System.IO.Path.IsPathRooted(pattern) ? string.Empty : folder.Replace("[", "[[]").Replace("*", "[*]").Replace("?", "[?]");
        try
        {
            return GlobExpansion.Expand([System.IO.Path.Combine(literal, pattern)]);
        }
        catch (ObservationFileException error)
        {
            throw new ObservationFileException(pattern, error.Line, error.Problem, error);
        }
    }
}
