/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment Refusal on Error {\n    code\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n": typeof types.RefusalFragmentDoc,
    "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.SubmitDocument,
    "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ResumeDocument,
    "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ForkDocument,
    "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.DeleteDocument,
    "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.CancelDocument,
    "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.PauseDocument,
    "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ContinueDocument,
    "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.DecideDocument,
    "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n": typeof types.CountsDocument,
    "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n": typeof types.JobFeedDocument,
    "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n": typeof types.JobRowFragmentDoc,
    "\n  query Side($jobId: ID!, $version: Int!, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: 100, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n            ... on ToolMessage {\n              textExcerpt(length: 4000) {\n                text\n                length\n              }\n            }\n          }\n        }\n        pageInfo {\n          hasPreviousPage\n          startCursor\n        }\n      }\n    }\n  }\n": typeof types.SideDocument,
    "\n  fragment WaitingJob on Job {\n    id\n    jobId\n    model\n    pauseReason\n    turns\n    promptExcerpt(length: 300) {\n      text\n    }\n    checkpoint {\n      savedAt\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n  }\n": typeof types.WaitingJobFragmentDoc,
    "\n  query WaitingJobs($after: String) {\n    jobs(first: 30, after: $after, filter: { status: [PAUSED] }) {\n      nodes {\n        ...WaitingJob\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.WaitingJobsDocument,
    "\n  fragment ToolCallParts on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 4000) {\n      arguments\n      isCut\n    }\n    policy\n    state\n    onResume\n    decision\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    isError\n    startedAt\n    finishedAt\n  }\n": typeof types.ToolCallPartsFragmentDoc,
    "\n  fragment MessageParts on Message {\n    __typename\n    index\n    ... on SystemMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on UserMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on AssistantMessage {\n      textExcerpt(length: 8000) {\n        text\n        length\n      }\n      reasoningExcerpt(length: 4000) {\n        text\n        length\n      }\n      toolCalls {\n        ...ToolCallParts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      state\n      isError\n      startedAt\n      finishedAt\n    }\n  }\n": typeof types.MessagePartsFragmentDoc,
    "\n  fragment VersionParts on Checkpoint {\n    id\n    version\n    epoch\n    step\n    turns\n    model\n    messageCount\n    savedAt\n    storedBytes\n    sizeBytes\n    repair\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    toolCalls {\n      id\n      name\n      state\n    }\n  }\n": typeof types.VersionPartsFragmentDoc,
    "\n  fragment JobDetail on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    maxTurns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    request\n    requireApproval\n    resumedFrom\n    resumedBy\n    forkedFrom\n    forkedFromVersion\n    promptExcerpt(length: 4000) {\n      text\n      length\n    }\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    workspace {\n      path\n    }\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n    checkpoint {\n      version\n      expiresAt\n      pendingToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n": typeof types.JobDetailFragmentDoc,
    "\n  query JobPage($jobId: ID!, $last: Int!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n            messages(last: $last) {\n              edges {\n                cursor\n                node {\n                  ...MessageParts\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.JobPageDocument,
    "\n  query JobNow($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n": typeof types.JobNowDocument,
    "\n  query Versions($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.VersionsDocument,
    "\n  query Version($jobId: ID!, $version: Int!, $last: Int!) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: $last) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n": typeof types.VersionDocument,
    "\n  query Messages($jobId: ID!, $version: Int!, $first: Int, $after: String, $last: Int, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n": typeof types.MessagesDocument,
    "\n  query MessagePiece(\n    $jobId: ID!\n    $version: Int!\n    $before: String\n    $offset: Int!\n    $length: Int!\n    $text: Boolean!\n    $reasoning: Boolean!\n    $tool: Boolean!\n  ) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(last: 1, before: $before) {\n        nodes {\n          textExcerpt(offset: $offset, length: $length) @include(if: $text) {\n            text\n          }\n          ... on AssistantMessage {\n            reasoningExcerpt(offset: $offset, length: $length) @include(if: $reasoning) {\n              text\n            }\n            toolCalls @include(if: $tool) {\n              id\n              argumentsExcerpt(textLength: $length) {\n                arguments\n                isCut\n              }\n              resultExcerpt(offset: $offset, length: $length) {\n                text\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.MessagePieceDocument,
    "\n  query PartialAnswer($jobId: ID!, $offset: Int!, $length: Int!) {\n    job(jobId: $jobId) {\n      partialAnswer {\n        turn\n        attempt\n        textExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n        reasoningExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n      }\n    }\n  }\n": typeof types.PartialAnswerDocument,
    "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      canResume\n      reason\n      detail\n      version\n      turns\n      tokensSaved\n      interruptedToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n": typeof types.CanResumeDocument,
    "\n  subscription JobChanged($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n": typeof types.JobChangedDocument,
    "\n  subscription Saved($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...VersionParts\n        messages(last: 1) {\n          edges {\n            cursor\n            node {\n              ...MessageParts\n              ... on ToolMessage {\n                textExcerpt(length: 4000) {\n                  text\n                  length\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.SavedDocument,
    "\n  subscription Output($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n": typeof types.OutputDocument,
    "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n": typeof types.KnownJobDocument,
    "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": typeof types.JobsDocument,
    "\n  query KnownModels {\n    models {\n      default\n      examples {\n        model\n        description\n        prompt\n        answers\n      }\n    }\n    metrics {\n      tokens {\n        model\n      }\n    }\n  }\n": typeof types.KnownModelsDocument,
    "\n  query Vitals {\n    metrics {\n      beganAt\n      activeCheckpoints\n      stoppedCheckpoints\n      subscribers\n      workersDied\n      leasesLost\n      redisMemory {\n        usedBytes\n        maxBytes\n      }\n      resumes {\n        rate\n        failuresResumed\n        tokensSaved\n        turnsSaved\n        failures {\n          total\n          crashes\n          putOff\n          failed\n        }\n        moneySaved {\n          amount\n          currency\n        }\n      }\n      commits {\n        newBytes\n        stateBytes\n        time {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      recovery {\n        goingOn {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      ended {\n        completed\n        completedAfterInterruption\n        failures {\n          code\n          count\n        }\n      }\n      interruptedToolCalls {\n        policy\n        outcome\n        count\n      }\n    }\n    server {\n      durability {\n        level\n        evictsKeys\n        detail\n      }\n      workers {\n        id\n        host\n        pid\n        concurrency\n        startedAt\n        sandbox {\n          tier\n          detail\n        }\n      }\n    }\n  }\n": typeof types.VitalsDocument,
    "\n  query Timeline($minutes: Int!, $step: Int!) {\n    metrics {\n      timeline(minutes: $minutes, step: $step) {\n        startedAt\n        seconds\n        created\n        completed\n        failed\n        cancelled\n        recovered\n        retried\n        handedOver\n        resumed\n        queued\n        running\n        waitingRetry\n        paused\n        workers\n        subscribers\n        tokens\n        tokensSaved\n        commitBytes\n        redisUsedBytes\n        retries {\n          cause\n          count\n        }\n        commitTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n        recoveryTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n    }\n  }\n": typeof types.TimelineDocument,
};
const documents: Documents = {
    "\n  fragment Refusal on Error {\n    code\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n": types.RefusalFragmentDoc,
    "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.SubmitDocument,
    "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ResumeDocument,
    "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ForkDocument,
    "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.DeleteDocument,
    "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.CancelDocument,
    "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.PauseDocument,
    "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ContinueDocument,
    "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.DecideDocument,
    "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n": types.CountsDocument,
    "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n": types.JobFeedDocument,
    "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n": types.JobRowFragmentDoc,
    "\n  query Side($jobId: ID!, $version: Int!, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: 100, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n            ... on ToolMessage {\n              textExcerpt(length: 4000) {\n                text\n                length\n              }\n            }\n          }\n        }\n        pageInfo {\n          hasPreviousPage\n          startCursor\n        }\n      }\n    }\n  }\n": types.SideDocument,
    "\n  fragment WaitingJob on Job {\n    id\n    jobId\n    model\n    pauseReason\n    turns\n    promptExcerpt(length: 300) {\n      text\n    }\n    checkpoint {\n      savedAt\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n  }\n": types.WaitingJobFragmentDoc,
    "\n  query WaitingJobs($after: String) {\n    jobs(first: 30, after: $after, filter: { status: [PAUSED] }) {\n      nodes {\n        ...WaitingJob\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.WaitingJobsDocument,
    "\n  fragment ToolCallParts on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 4000) {\n      arguments\n      isCut\n    }\n    policy\n    state\n    onResume\n    decision\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    isError\n    startedAt\n    finishedAt\n  }\n": types.ToolCallPartsFragmentDoc,
    "\n  fragment MessageParts on Message {\n    __typename\n    index\n    ... on SystemMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on UserMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on AssistantMessage {\n      textExcerpt(length: 8000) {\n        text\n        length\n      }\n      reasoningExcerpt(length: 4000) {\n        text\n        length\n      }\n      toolCalls {\n        ...ToolCallParts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      state\n      isError\n      startedAt\n      finishedAt\n    }\n  }\n": types.MessagePartsFragmentDoc,
    "\n  fragment VersionParts on Checkpoint {\n    id\n    version\n    epoch\n    step\n    turns\n    model\n    messageCount\n    savedAt\n    storedBytes\n    sizeBytes\n    repair\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    toolCalls {\n      id\n      name\n      state\n    }\n  }\n": types.VersionPartsFragmentDoc,
    "\n  fragment JobDetail on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    maxTurns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    request\n    requireApproval\n    resumedFrom\n    resumedBy\n    forkedFrom\n    forkedFromVersion\n    promptExcerpt(length: 4000) {\n      text\n      length\n    }\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    workspace {\n      path\n    }\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n    checkpoint {\n      version\n      expiresAt\n      pendingToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n": types.JobDetailFragmentDoc,
    "\n  query JobPage($jobId: ID!, $last: Int!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n            messages(last: $last) {\n              edges {\n                cursor\n                node {\n                  ...MessageParts\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.JobPageDocument,
    "\n  query JobNow($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n": types.JobNowDocument,
    "\n  query Versions($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.VersionsDocument,
    "\n  query Version($jobId: ID!, $version: Int!, $last: Int!) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: $last) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n": types.VersionDocument,
    "\n  query Messages($jobId: ID!, $version: Int!, $first: Int, $after: String, $last: Int, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n": types.MessagesDocument,
    "\n  query MessagePiece(\n    $jobId: ID!\n    $version: Int!\n    $before: String\n    $offset: Int!\n    $length: Int!\n    $text: Boolean!\n    $reasoning: Boolean!\n    $tool: Boolean!\n  ) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(last: 1, before: $before) {\n        nodes {\n          textExcerpt(offset: $offset, length: $length) @include(if: $text) {\n            text\n          }\n          ... on AssistantMessage {\n            reasoningExcerpt(offset: $offset, length: $length) @include(if: $reasoning) {\n              text\n            }\n            toolCalls @include(if: $tool) {\n              id\n              argumentsExcerpt(textLength: $length) {\n                arguments\n                isCut\n              }\n              resultExcerpt(offset: $offset, length: $length) {\n                text\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.MessagePieceDocument,
    "\n  query PartialAnswer($jobId: ID!, $offset: Int!, $length: Int!) {\n    job(jobId: $jobId) {\n      partialAnswer {\n        turn\n        attempt\n        textExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n        reasoningExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n      }\n    }\n  }\n": types.PartialAnswerDocument,
    "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      canResume\n      reason\n      detail\n      version\n      turns\n      tokensSaved\n      interruptedToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n": types.CanResumeDocument,
    "\n  subscription JobChanged($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n": types.JobChangedDocument,
    "\n  subscription Saved($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...VersionParts\n        messages(last: 1) {\n          edges {\n            cursor\n            node {\n              ...MessageParts\n              ... on ToolMessage {\n                textExcerpt(length: 4000) {\n                  text\n                  length\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.SavedDocument,
    "\n  subscription Output($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n": types.OutputDocument,
    "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n": types.KnownJobDocument,
    "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": types.JobsDocument,
    "\n  query KnownModels {\n    models {\n      default\n      examples {\n        model\n        description\n        prompt\n        answers\n      }\n    }\n    metrics {\n      tokens {\n        model\n      }\n    }\n  }\n": types.KnownModelsDocument,
    "\n  query Vitals {\n    metrics {\n      beganAt\n      activeCheckpoints\n      stoppedCheckpoints\n      subscribers\n      workersDied\n      leasesLost\n      redisMemory {\n        usedBytes\n        maxBytes\n      }\n      resumes {\n        rate\n        failuresResumed\n        tokensSaved\n        turnsSaved\n        failures {\n          total\n          crashes\n          putOff\n          failed\n        }\n        moneySaved {\n          amount\n          currency\n        }\n      }\n      commits {\n        newBytes\n        stateBytes\n        time {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      recovery {\n        goingOn {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      ended {\n        completed\n        completedAfterInterruption\n        failures {\n          code\n          count\n        }\n      }\n      interruptedToolCalls {\n        policy\n        outcome\n        count\n      }\n    }\n    server {\n      durability {\n        level\n        evictsKeys\n        detail\n      }\n      workers {\n        id\n        host\n        pid\n        concurrency\n        startedAt\n        sandbox {\n          tier\n          detail\n        }\n      }\n    }\n  }\n": types.VitalsDocument,
    "\n  query Timeline($minutes: Int!, $step: Int!) {\n    metrics {\n      timeline(minutes: $minutes, step: $step) {\n        startedAt\n        seconds\n        created\n        completed\n        failed\n        cancelled\n        recovered\n        retried\n        handedOver\n        resumed\n        queued\n        running\n        waitingRetry\n        paused\n        workers\n        subscribers\n        tokens\n        tokensSaved\n        commitBytes\n        redisUsedBytes\n        retries {\n          cause\n          count\n        }\n        commitTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n        recoveryTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n    }\n  }\n": types.TimelineDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Refusal on Error {\n    code\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n"): typeof import('./graphql.ts').RefusalFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').SubmitDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').ResumeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').ForkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').DeleteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').CancelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').PauseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').ContinueDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): typeof import('./graphql.ts').DecideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n"): typeof import('./graphql.ts').JobFeedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Side($jobId: ID!, $version: Int!, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: 100, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n            ... on ToolMessage {\n              textExcerpt(length: 4000) {\n                text\n                length\n              }\n            }\n          }\n        }\n        pageInfo {\n          hasPreviousPage\n          startCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WaitingJob on Job {\n    id\n    jobId\n    model\n    pauseReason\n    turns\n    promptExcerpt(length: 300) {\n      text\n    }\n    checkpoint {\n      savedAt\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n  }\n"): typeof import('./graphql.ts').WaitingJobFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WaitingJobs($after: String) {\n    jobs(first: 30, after: $after, filter: { status: [PAUSED] }) {\n      nodes {\n        ...WaitingJob\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WaitingJobsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ToolCallParts on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 4000) {\n      arguments\n      isCut\n    }\n    policy\n    state\n    onResume\n    decision\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    isError\n    startedAt\n    finishedAt\n  }\n"): typeof import('./graphql.ts').ToolCallPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageParts on Message {\n    __typename\n    index\n    ... on SystemMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on UserMessage {\n      textExcerpt(length: 4000) {\n        text\n        length\n      }\n    }\n    ... on AssistantMessage {\n      textExcerpt(length: 8000) {\n        text\n        length\n      }\n      reasoningExcerpt(length: 4000) {\n        text\n        length\n      }\n      toolCalls {\n        ...ToolCallParts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      state\n      isError\n      startedAt\n      finishedAt\n    }\n  }\n"): typeof import('./graphql.ts').MessagePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment VersionParts on Checkpoint {\n    id\n    version\n    epoch\n    step\n    turns\n    model\n    messageCount\n    savedAt\n    storedBytes\n    sizeBytes\n    repair\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    toolCalls {\n      id\n      name\n      state\n    }\n  }\n"): typeof import('./graphql.ts').VersionPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JobDetail on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    maxTurns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    request\n    requireApproval\n    resumedFrom\n    resumedBy\n    forkedFrom\n    forkedFromVersion\n    promptExcerpt(length: 4000) {\n      text\n      length\n    }\n    resultExcerpt(length: 4000) {\n      text\n      length\n    }\n    workspace {\n      path\n    }\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n    }\n    cost {\n      amount\n      currency\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    waitingFor {\n      ...ToolCallParts\n    }\n    checkpoint {\n      version\n      expiresAt\n      pendingToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobDetailFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobPage($jobId: ID!, $last: Int!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n            messages(last: $last) {\n              edges {\n                cursor\n                node {\n                  ...MessageParts\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobNow($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n"): typeof import('./graphql.ts').JobNowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Versions($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        edges {\n          cursor\n          node {\n            ...VersionParts\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').VersionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Version($jobId: ID!, $version: Int!, $last: Int!) {\n    checkpoint(jobId: $jobId, version: $version) {\n      ...VersionParts\n      messages(last: $last) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').VersionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Messages($jobId: ID!, $version: Int!, $first: Int, $after: String, $last: Int, $before: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageParts\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MessagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MessagePiece(\n    $jobId: ID!\n    $version: Int!\n    $before: String\n    $offset: Int!\n    $length: Int!\n    $text: Boolean!\n    $reasoning: Boolean!\n    $tool: Boolean!\n  ) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(last: 1, before: $before) {\n        nodes {\n          textExcerpt(offset: $offset, length: $length) @include(if: $text) {\n            text\n          }\n          ... on AssistantMessage {\n            reasoningExcerpt(offset: $offset, length: $length) @include(if: $reasoning) {\n              text\n            }\n            toolCalls @include(if: $tool) {\n              id\n              argumentsExcerpt(textLength: $length) {\n                arguments\n                isCut\n              }\n              resultExcerpt(offset: $offset, length: $length) {\n                text\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MessagePieceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PartialAnswer($jobId: ID!, $offset: Int!, $length: Int!) {\n    job(jobId: $jobId) {\n      partialAnswer {\n        turn\n        attempt\n        textExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n        reasoningExcerpt(offset: $offset, length: $length) {\n          text\n          length\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PartialAnswerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      canResume\n      reason\n      detail\n      version\n      turns\n      tokensSaved\n      interruptedToolCalls {\n        ...ToolCallParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CanResumeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription JobChanged($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobDetail\n    }\n  }\n"): typeof import('./graphql.ts').JobChangedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Saved($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...VersionParts\n        messages(last: 1) {\n          edges {\n            cursor\n            node {\n              ...MessageParts\n              ... on ToolMessage {\n                textExcerpt(length: 4000) {\n                  text\n                  length\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SavedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Output($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n"): typeof import('./graphql.ts').OutputDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n"): typeof import('./graphql.ts').KnownJobDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query KnownModels {\n    models {\n      default\n      examples {\n        model\n        description\n        prompt\n        answers\n      }\n    }\n    metrics {\n      tokens {\n        model\n      }\n    }\n  }\n"): typeof import('./graphql.ts').KnownModelsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Vitals {\n    metrics {\n      beganAt\n      activeCheckpoints\n      stoppedCheckpoints\n      subscribers\n      workersDied\n      leasesLost\n      redisMemory {\n        usedBytes\n        maxBytes\n      }\n      resumes {\n        rate\n        failuresResumed\n        tokensSaved\n        turnsSaved\n        failures {\n          total\n          crashes\n          putOff\n          failed\n        }\n        moneySaved {\n          amount\n          currency\n        }\n      }\n      commits {\n        newBytes\n        stateBytes\n        time {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      recovery {\n        goingOn {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n      ended {\n        completed\n        completedAfterInterruption\n        failures {\n          code\n          count\n        }\n      }\n      interruptedToolCalls {\n        policy\n        outcome\n        count\n      }\n    }\n    server {\n      durability {\n        level\n        evictsKeys\n        detail\n      }\n      workers {\n        id\n        host\n        pid\n        concurrency\n        startedAt\n        sandbox {\n          tier\n          detail\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').VitalsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Timeline($minutes: Int!, $step: Int!) {\n    metrics {\n      timeline(minutes: $minutes, step: $step) {\n        startedAt\n        seconds\n        created\n        completed\n        failed\n        cancelled\n        recovered\n        retried\n        handedOver\n        resumed\n        queued\n        running\n        waitingRetry\n        paused\n        workers\n        subscribers\n        tokens\n        tokensSaved\n        commitBytes\n        redisUsedBytes\n        retries {\n          cause\n          count\n        }\n        commitTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n        recoveryTime {\n          count\n          p50Seconds\n          p95Seconds\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TimelineDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
