using System.IO.Compression;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Decompresses a gzip archive of one or more members and throws <see cref="InvalidDataException"/> where it is damaged or cut
/// off, after everything before that point was delivered.
/// <para><see cref="GZipStream"/> checks sums but takes a file that simply stops for a complete one. So the archive is followed by
/// a member of our own with a known text: only after a complete archive does that text come out. Whatever else comes out after
/// our member went in was decoded from it, not from the file, and is thrown away.</para>
/// </summary>
internal sealed class GzipInput : Stream
{
    // GZipStream loses what it decoded in the call that finds the damage, so calls are small and of one size: what is read
    // before a break does not depend on the caller's buffer.
    private const int ChunkBytes = 4096;

    private static readonly byte[] EndText = "end of archive 7b1f0c52d9"u8.ToArray();
    private static readonly byte[] EndMember = Compress(EndText);

    private readonly ArchiveThenEnd _archive;
    private readonly GZipStream _gzip;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _chunkStart;
    private int _chunkEnd;
    private bool _ended;

    public GzipInput(Stream archive)
    {
        _archive = new ArchiveThenEnd(archive);
        _gzip = new GZipStream(_archive, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_chunkStart == _chunkEnd && !_ended)
        {
            FillChunk();
        }

        int count = Math.Min(buffer.Length, _chunkEnd - _chunkStart);
        _chunk.AsSpan(_chunkStart, count).CopyTo(buffer);
        _chunkStart += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void FillChunk()
    {
        _chunkStart = 0;
        _chunkEnd = 0;
        int count;
        try
        {
            count = _gzip.Read(_chunk);
        }
        catch (InvalidDataException exception)
        {
            _ended = true;
            throw Damaged(exception);
        }

        if (!_archive.EndServed)
        {
            _chunkEnd = count;
            if (count == 0)
            {
                // It stopped by itself with input left: bytes that are no gzip member follow the last one.
                _ended = true;
                throw new InvalidDataException("bytes that belong to no gzip member follow its last one");
            }

            return;
        }

        _ended = true;
        if (!IsEndText(count))
        {
            throw Damaged(null);
        }
    }

    private static InvalidDataException Damaged(Exception? cause) => new("the gzip archive is cut off or damaged", cause);

    private bool IsEndText(int count)
    {
        try
        {
            while (count is > 0 and < ChunkBytes)
            {
                int more = _gzip.Read(_chunk.AsSpan(count));
                if (more == 0)
                {
                    break;
                }

                count += more;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return _chunk.AsSpan(0, count).SequenceEqual(EndText);
    }

    private static byte[] Compress(byte[] text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return memory.ToArray();
    }

    /// <summary>The archive's bytes and, in a read of its own, our end member.</summary>
    private sealed class ArchiveThenEnd(Stream archive) : Stream
    {
        public bool EndServed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = archive.Read(buffer);
            if (count > 0 || EndServed)
            {
                return count;
            }

            EndServed = true;
            EndMember.CopyTo(buffer);
            return EndMember.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                archive.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
