namespace StreamAe.Monitoring.Operations;

/// <summary>What a request must be before a store takes it.</summary>
public static class RequestRules
{
    private const int MaxText = 4096;

    /// <exception cref="ArgumentException">It is none that an entity could apply.</exception>
    public static void Verify(OperatorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(request.Monitor);
        if (string.IsNullOrWhiteSpace(request.Author) || string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new ArgumentException("A request needs an author and a reason: they are what the audit is for.", nameof(request));
        }

        if (request.Author.Length > MaxText || request.Reason.Length > MaxText || request.Body.Length > MaxText)
        {
            throw new ArgumentException($"Author, reason and body of a request have at most {MaxText} characters each.", nameof(request));
        }

        bool namesVersion = request.Kind is OperatorRequestKind.Rollback or OperatorRequestKind.Promote;
        if (request.Entity is null && (namesVersion || request.Kind is OperatorRequestKind.Mark or OperatorRequestKind.Feedback or OperatorRequestKind.Snooze))
        {
            throw new ArgumentException($"A request of kind {request.Kind} is to one entity; name it.", nameof(request));
        }

        if (request.Kind == OperatorRequestKind.Unknown)
        {
            throw new ArgumentException("A request must say what is asked for.", nameof(request));
        }

        try
        {
            if (namesVersion && request.ReadVersion().Version < 1)
            {
                throw new ArgumentException("Versions count from 1.", nameof(request));
            }

            if (request.Kind == OperatorRequestKind.Feedback && request.ReadFeedback() is FeedbackBody said
                && (said.To < said.From || said.Alert.Length == 0 || !float.IsFinite(said.Surprise) || !Enum.IsDefined(said.Feedback)))
            {
                throw new ArgumentException("Feedback is on an alert, whose rows begin before they end.", nameof(request));
            }

            if (request.Kind == OperatorRequestKind.Mark && request.ReadMark() is MarkBody mark && mark.To <= mark.From)
            {
                throw new ArgumentException("The rows of a mark must begin before they end.", nameof(request));
            }

            if (request.Kind == OperatorRequestKind.Snooze)
            {
                request.ReadSnooze();
            }
        }
        catch (InvalidDataException error)
        {
            throw new ArgumentException(error.Message, nameof(request), error);
        }
    }
}
