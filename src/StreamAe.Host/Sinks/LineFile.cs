namespace StreamAe.Host.Sinks;

/// <summary>
/// A file of lines that does not grow for ever: <c>alerts.jsonl</c>, and before it <c>alerts.1.jsonl</c> (the newest) to
/// <c>alerts.9.jsonl</c>. Lines are on the disk when <see cref="Append"/> returns. Invariant: every line that was appended stands whole in
/// exactly one file, until its file is the oldest of too many; also where the process is killed at any instant, or the disk is full.
/// </summary>
/// <param name="path">The file; made with its folder where it does not exist.</param>
/// <param name="maxBytes">A line that would make the file larger begins the next one.</param>
/// <param name="keep">Most files, 2 or more.</param>
internal sealed class LineFile(string path, long maxBytes, int keep)
{
    private const byte NewLine = (byte)'\n';

    /// <summary>Appends whole lines, each with its line feed.</summary>
    /// <exception cref="IOException">Not all of them are in the file; what was begun was taken back. Nothing forbids trying again.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
        {
            Directory.CreateDirectory(folder);
        }

        while (!lines.IsEmpty)
        {
            int taken = AppendWhatFits(lines);
            lines = lines[taken..];
            if (!lines.IsEmpty)
            {
                Rotate();
            }
        }
    }

    private int AppendWhatFits(ReadOnlySpan<byte> lines)
    {
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        bool isTorn = IsTorn(stream);
        long start = stream.Seek(0, SeekOrigin.End);
        int taken = Fitting(lines, start, maxBytes - start - (isTorn ? 1 : 0));
        if (taken == 0)
        {
            return 0;
        }

        try
        {
            // A process killed in the middle of a line leaves a torn one: begin on a line of our own.
            if (isTorn)
            {
                stream.WriteByte(NewLine);
            }

            stream.Write(lines[..taken]);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The disk is full: half a line must not stay as if it were one.
            stream.SetLength(start);
            throw;
        }

        return taken;
    }

    /// <summary>The whole lines at the beginning for which there is room; a line that has a file for itself is as long as it is.</summary>
    private static int Fitting(ReadOnlySpan<byte> lines, long start, long room)
    {
        if (lines.Length <= room)
        {
            return lines.Length;
        }

        int fitting = room <= 0 ? 0 : lines[..(int)room].LastIndexOf(NewLine) + 1;
        return fitting == 0 && start == 0 ? lines.IndexOf(NewLine) + 1 : fitting;
    }

    /// <summary>
    /// Every file moves one number up, the oldest first. A kill in between leaves one number unused, and the next rotation begins there:
    /// nothing moves over a file that is to be kept.
    /// </summary>
    private void Rotate()
    {
        int unused = 1;
        while (unused < keep - 1 && File.Exists(NameOf(unused)))
        {
            unused++;
        }

        for (int number = unused; number >= 1; number--)
        {
            File.Move(NameOf(number - 1), NameOf(number), overwrite: true);
        }
    }

    private string NameOf(int number) =>
        number == 0 ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}.{number}{Path.GetExtension(path)}");

    private static bool IsTorn(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return false;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != NewLine;
    }
}
