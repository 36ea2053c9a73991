using StreamAe.Monitoring.Files;

namespace StreamAe.Monitoring.Tests.Files;

/// <summary>Gives every path the same bytes and counts how many streams are open.</summary>
internal sealed class OpenFiles(byte[] bytes)
{
    public int Count { get; private set; }

    public int Opened { get; private set; }

    public CsvReadingOptions Options => new() { OpenStream = _ => new Tracked(this, bytes) };

    private sealed class Tracked : MemoryStream
    {
        private readonly OpenFiles _files;
        private bool _closed;

        public Tracked(OpenFiles files, byte[] bytes)
            : base(bytes)
        {
            _files = files;
            files.Count++;
            files.Opened++;
        }

        protected override void Dispose(bool disposing)
        {
            _files.Count -= _closed ? 0 : 1;
            _closed = true;
            base.Dispose(disposing);
        }
    }
}
