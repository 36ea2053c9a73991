using Microsoft.Net.Http.Headers;

namespace StreamAe.Host.Api.Console;

/// <summary>One file of the console, as it is sent.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Of its content: the same for the same bytes, whatever the build.</param>
/// <param name="Bytes">As they are.</param>
/// <param name="Compressed">The same by gzip; null where that is not worth it.</param>
internal sealed record ConsoleFile(string ContentType, EntityTagHeaderValue Tag, byte[] Bytes, byte[]? Compressed);
