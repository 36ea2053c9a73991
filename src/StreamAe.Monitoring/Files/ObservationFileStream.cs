namespace StreamAe.Monitoring.Files;

/// <summary>Opens an observation file as the stream of its text: decompressed where its first bytes say gzip, whatever its name.</summary>
internal static class ObservationFileStream
{
    /// <exception cref="ObservationFileException">The file cannot be opened.</exception>
    public static Stream Open(string path, Func<string, Stream>? openStream)
    {
        if (openStream is null && Directory.Exists(path))
        {
            throw new ObservationFileException(
                path, 0, "this is a directory; give its files, for example with '/*.csv' after it.");
        }

        Stream? stream = null;
        try
        {
            stream = openStream is null ? OpenFile(path) : openStream(path);
            if (!stream.CanSeek)
            {
                throw new ObservationFileException(
                    path, 0, "this is no regular file (a pipe or a device?) and cannot be re-read; write it to a file first.");
            }

            Span<byte> magic = stackalloc byte[2];
            int count = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            Stream opened = count == 2 && magic is [0x1f, 0x8b] ? new GzipInput(stream) : stream;
            stream = null;
            return opened;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ObservationFileException(path, 0, Explain(exception), exception);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0, // the record reader has the buffer
    });

    private static string Explain(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException => "no permission to read this file; grant the service's user read access.",
        _ => $"the file cannot be opened: {exception.Message}",
    };
}
