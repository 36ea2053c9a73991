using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StreamAe.Numerics.Files;

/// <summary>
/// The frame of every file this library writes: one line of text that says what it is, which format, which program reads it and how long
/// header and file are; a JSON header, one key a line; the body, little-endian; the SHA-256 of all before it. Whoever opens one can
/// read its beginning (<c>head -c 500</c>).
/// <para>Reading verifies lengths and checksum before it believes anything: nothing is allocated by a number that the file's own length
/// does not back, and nothing in the file is run.</para>
/// </summary>
/// <param name="kind">What the file holds: <c>model</c>, <c>codes</c>.</param>
/// <param name="format">The newest format this program writes and reads.</param>
/// <param name="program">The first version of the program that reads it.</param>
internal sealed partial class FramedFile(string kind, int format, string program)
{
    /// <summary>Far above the header of a model of a million features, and far below what would trouble a machine.</summary>
    public const int MaxHeaderBytes = 128 << 20;

    /// <summary>The first line with every number at its largest is about 120 bytes.</summary>
    private const int MaxFirstLineBytes = 160;

    private const int BufferBytes = 1 << 16;

    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Takes the next bytes of the body.</summary>
    public delegate void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Writes beside the file and moves it into place: whoever reads the path finds the old file or the whole new one.</summary>
    public void Save(string path, JsonObject header, long bodyBytes, Action<Append> body)
    {
        string beside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write))
            {
                Write(stream, header, bodyBytes, body);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    public void Write(Stream stream, JsonObject header, long bodyBytes, Action<Append> body)
    {
        byte[] text = Encoding.UTF8.GetBytes(HeaderText(header));
        if (text.Length > MaxHeaderBytes)
        {
            throw new InvalidDataException($"The header takes {text.Length:N0} bytes; at most {MaxHeaderBytes:N0} are read. Shorten the column names.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long written = 0;
        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
            written += bytes.Length;
        }

        byte[] line = FirstLine(text.Length, bodyBytes);
        Put(line);
        Put(text);
        body(Put);
        if (written != line.Length + text.Length + bodyBytes)
        {
            throw new InvalidOperationException($"The body was announced with {bodyBytes} bytes and has {written - line.Length - text.Length}.");
        }

        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>Verifies the whole file and leaves the stream at the start of the body.</summary>
    /// <param name="stream">Seekable, from its beginning.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <returns>The header, and the length of the body.</returns>
    /// <exception cref="InvalidDataException">Not such a file, of a newer format, truncated or changed.</exception>
    public (JsonObject Header, long BodyBytes) Open(Stream stream, string name)
    {
        stream.Position = 0;
        byte[] first = new byte[MaxFirstLineBytes];
        int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        int end = Array.IndexOf(first, (byte)'\n', 0, read);
        string line = Encoding.ASCII.GetString(first, 0, end < 0 ? read : end);
        Match version = VersionPattern().Match(line);
        if (!version.Success || version.Groups["kind"].Value != kind)
        {
            throw new InvalidDataException($"{name}: the file does not begin with 'StreamAe {kind}'; it is no {kind} file of this program, or its first bytes were changed.");
        }

        int found = int.Parse(version.Groups["format"].ValueSpan, CultureInfo.InvariantCulture);
        if (found > format)
        {
            throw new InvalidDataException(
                $"{name}: format {found} of a {kind} file is newer than format {format}, the newest this program reads; "
                + $"use streamae {version.Groups["program"].Value} or newer.");
        }

        Match lengths = LengthsPattern().Match(line);
        if (found < 1 || end < 0 || !lengths.Success)
        {
            throw new InvalidDataException($"{name}: the first line is '{line}'; it should say format and lengths. The file was changed: copy it again from its source.");
        }

        long headerBytes = long.Parse(lengths.Groups["header"].ValueSpan, CultureInfo.InvariantCulture);
        long fileBytes = long.Parse(lengths.Groups["file"].ValueSpan, CultureInfo.InvariantCulture);
        if (stream.Length < fileBytes)
        {
            throw new InvalidDataException($"{name}: the file is truncated: it has {stream.Length:N0} of {fileBytes:N0} bytes. Copy it again from its source.");
        }

        long bodyBytes = fileBytes - (end + 1) - headerBytes - SHA256.HashSizeInBytes;
        if (headerBytes > MaxHeaderBytes || bodyBytes < 0 || stream.Length > fileBytes)
        {
            throw new InvalidDataException(
                $"{name}: the first line says {headerBytes:N0} bytes of header (at most {MaxHeaderBytes:N0}) and {fileBytes:N0} bytes of file, "
                + $"which has {stream.Length:N0}; it was changed. Copy it again from its source.");
        }

        RequireChecksum(stream, fileBytes - SHA256.HashSizeInBytes, name);
        stream.Position = end + 1;
        byte[] text = new byte[headerBytes];
        stream.ReadExactly(text);
        try
        {
            return (JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("null"), bodyBytes);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name}: the header is no JSON object: {error.Message} Write the file anew with the program that made it.", error);
        }
    }

    /// <summary>What a header says, as T.</summary>
    /// <exception cref="InvalidDataException">It says something else.</exception>
    public T Parse<T>(JsonObject header, string name)
    {
        try
        {
            return header.Deserialize<T>(Json) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{name}: the header is not that of a {kind}: {error.Message} Write the file anew with the program that made it.", error);
        }
    }

    private static void RequireChecksum(Stream stream, long hashedBytes, string name)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        for (long left = hashedBytes; left > 0;)
        {
            int count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (count == 0)
            {
                throw new InvalidDataException($"{name}: the file became shorter while it was read. Read it again when nobody writes it.");
            }

            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(stored);
        if (!stored.SequenceEqual(hash.GetHashAndReset()))
        {
            throw new InvalidDataException($"{name}: the checksum does not fit the content; the file was changed or damaged. Copy it again from its source.");
        }
    }

    /// <summary>The line names the length of the file it is part of, so it is made again until that holds.</summary>
    private byte[] FirstLine(long headerBytes, long bodyBytes)
    {
        byte[] line = [];
        for (int length = -1; length != line.Length;)
        {
            length = line.Length;
            long fileBytes = length + headerBytes + bodyBytes + SHA256.HashSizeInBytes;
            line = Encoding.ASCII.GetBytes($"StreamAe {kind}, format {format}, for streamae {program} or newer, header {headerBytes} bytes, file {fileBytes} bytes\n");
        }

        return line;
    }

    /// <summary>Compact, but one key a line: lists of a thousand numbers do not push the rest out of sight.</summary>
    private static string HeaderText(JsonObject header) =>
        "{\n" + string.Join(",\n", header.Select(p => $"\"{p.Key}\": {p.Value?.ToJsonString(Json) ?? "null"}")) + "\n}\n";

    [GeneratedRegex(@"^StreamAe (?<kind>[a-z]+), format (?<format>\d{1,9}), for streamae (?<program>\d{1,5}\.\d{1,5}\.\d{1,5}) or newer, ", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@", header (?<header>\d{1,10}) bytes, file (?<file>\d{1,18}) bytes$", RegexOptions.ExplicitCapture)]
    private static partial Regex LengthsPattern();
}
