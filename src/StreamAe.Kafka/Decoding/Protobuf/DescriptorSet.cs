using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>The messages that a descriptor set describes.</summary>
internal static class DescriptorSet
{
    private const int MaxBytes = 64 << 20;

    /// <summary>Null where there is no such message; the problems then say why.</summary>
    public static MessageDescriptor? Find(string path, string message, List<FormatProblem> problems)
    {
        if (Read(path, problems) is not { } files)
        {
            return null;
        }

        MessageDescriptor[] all = [.. files.SelectMany(f => f.MessageTypes).SelectMany(Within)];
        MessageDescriptor? found = Array.Find(all, m => m.FullName == message);
        if (found is null)
        {
            string some = string.Join(", ", all.Take(10).Select(m => m.FullName));
            problems.Add(new FormatProblem(
                "message", message, "is no message of the descriptor set", all.Length == 0 ? "it has none" : $"it has {some}{(all.Length > 10 ? " …" : "")}"));
        }

        return found;
    }

    private static IReadOnlyList<FileDescriptor>? Read(string path, List<FormatProblem> problems)
    {
        const string Remedy = "write it anew with protoc --include_imports --descriptor_set_out=FILE";
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                problems.Add(new FormatProblem("descriptors", path, $"is larger than {MaxBytes:N0} bytes", Remedy));
                return null;
            }

            FileDescriptorSet set = FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(path));
            if (set.File.FirstOrDefault(f => f.Syntax is not ("" or "proto2" or "proto3")) is { } other)
            {
                problems.Add(new FormatProblem("descriptors", path, $"holds {other.Name}, which uses editions; proto2 and proto3 are read", "declare the syntax"));
                return null;
            }

            return FileDescriptor.BuildFromByteStrings(set.File.Select(f => f.ToByteString()));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(new FormatProblem("descriptors", path, "does not exist", "write it with protoc --include_imports --descriptor_set_out=FILE"));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or DescriptorValidationException or ArgumentException or InvalidCastException)
        {
            problems.Add(new FormatProblem("descriptors", path, $"is no complete descriptor set ({error.Message.TrimEnd('.')})", Remedy));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problems.Add(new FormatProblem("descriptors", path, $"cannot be read ({error.Message.TrimEnd('.')})", "check the path and its permissions"));
        }

        return null;
    }

    private static IEnumerable<MessageDescriptor> Within(MessageDescriptor message) => message.NestedTypes.SelectMany(Within).Prepend(message);
}
