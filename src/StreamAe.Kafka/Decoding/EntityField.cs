using System.Text;
using System.Text.Unicode;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>From the bytes of an entity key to its number. A new entity is registered only by <see cref="Register"/>, once its row is taken.</summary>
internal sealed class EntityField(EntityDirectory directory)
{
    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    private const int MaxBytes = 3 * EntityDirectory.MaxKeyLength;

    private readonly char[] _text = new char[MaxBytes];
    private byte[] _registered = new byte[MaxBytes]; // messages of one entity often come in runs
    private byte[] _taken = new byte[MaxBytes];
    private int _registeredLength;
    private int _takenLength; // 0 where the one taken is the one registered
    private int _textLength;
    private int _id;

    public static string Rule { get; } = $"an entity key is UTF-8 text of 1 to {EntityDirectory.MaxKeyLength} characters without NUL";

    /// <summary>False where the bytes are no entity key.</summary>
    public bool TryTake(ReadOnlySpan<byte> key)
    {
        _takenLength = 0;
        if (!key.IsEmpty && key.SequenceEqual(_registered.AsSpan(0, _registeredLength)))
        {
            return true;
        }

        if (key.IsEmpty || key.Length > MaxBytes || !Utf8.IsValid(key) || key.Contains((byte)0))
        {
            return false;
        }

        key.CopyTo(_taken);
        _takenLength = key.Length;
        _textLength = Encoding.UTF8.GetChars(key, _text);
        return _textLength <= EntityDirectory.MaxKeyLength;
    }

    /// <summary>The number of the entity that was taken last.</summary>
    public int Register()
    {
        if (_takenLength > 0)
        {
            _id = directory.GetOrAdd(_text.AsSpan(0, _textLength));
            (_registered, _taken) = (_taken, _registered);
            (_registeredLength, _takenLength) = (_takenLength, 0);
        }

        return _id;
    }
}
