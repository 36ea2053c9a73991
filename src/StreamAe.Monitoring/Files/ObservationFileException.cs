namespace StreamAe.Monitoring.Files;

/// <summary>
/// A file that cannot be used as a whole: missing, unreadable, without a usable header. Bad records inside a usable file are
/// dead letters, never exceptions.
/// </summary>
public sealed class ObservationFileException : Exception
{
    /// <param name="file">The path or pattern as the operator gave it.</param>
    /// <param name="line">1-based line the problem is at; 0 where it concerns no line.</param>
    /// <param name="message">What is wrong, the rule and the remedy; without the file name.</param>
    /// <param name="innerException">The cause, where the operating system gave one.</param>
    public ObservationFileException(string file, long line, string message, Exception? innerException = null)
        : base(line > 0 ? $"{file}:{line}: {message}" : $"{file}: {message}", innerException)
    {
        File = file;
        Line = line;
        Problem = message;
    }

    public string File { get; }

    /// <summary>1-based; 0 where the problem concerns no line.</summary>
    public long Line { get; }

    /// <summary>The message without file and line.</summary>
    public string Problem { get; }
}
