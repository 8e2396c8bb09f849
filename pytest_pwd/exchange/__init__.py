"""What other tools read and write: corpora, a harness's tasks, another system's knowledge, quizzes."""
