namespace StreamAe.Host.Letters;

/// <summary>What becomes of a dead letter that somebody wants to replay.</summary>
internal enum LetterState
{
    /// <summary>It can be read now. Of a dry run.</summary>
    Ready,

    /// <summary>A copy was written to its partition.</summary>
    Replayed,

    /// <summary>There is a copy of it, or may be; nothing was written.</summary>
    AlreadyReplayed,

    /// <summary>As things are it would become a dead letter again; nothing was written.</summary>
    Undecodable,

    /// <summary>Its entity has gone on: it would be refused as late; nothing was written.</summary>
    Late,

    /// <summary>The topic does not hold it any more.</summary>
    Gone,

    /// <summary>Its source is not one that can be written to, or is not read any more.</summary>
    NotReplayable,

    /// <summary>The brokers did not take the copy, or it is not known whether they did.</summary>
    Failed,
}
